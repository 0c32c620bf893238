"""Which kinds of post exist?"""

from enum import StrEnum


class PostKind(StrEnum):
    """What a person is appointed to do, in one unit of territory or one department; or the public's own door."""

    ACCOUNTABLE = "accountable"  # 第一责任人
    DIRECT_OWNER = "direct_owner"  # 直接责任人
    GRID_HEAD = "grid_head"  # 网格长
    GRID_WORKER = "grid_worker"  # 网格员, also 监督员 (collector)
    INTAKE_CLERK = "intake_clerk"  # 受理员
    SHIFT_LEADER = "shift_leader"  # 值班长: files and closes
    DUTY_OFFICER = "duty_officer"  # 值守员
    DISPATCHER = "dispatcher"  # 派遣员
    HANDLER = "handler"  # 专业部门处置员
    CHECKER = "checker"  # 核查员
    OVERSEER = "overseer"  # 督办人
    ADMINISTRATOR = "administrator"  # 管理员
    RESIDENT = "resident"  # 居民: nobody's post; whoever comes in by the public form acts so


# To which kinds people are appointed.
APPOINTED = frozenset(PostKind) - {PostKind.RESIDENT}
