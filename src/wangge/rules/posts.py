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
    DEPARTMENT_HEAD = "department_head"  # 单位负责人: signs what the unit answers
    DEPUTY = "deputy"  # 人大代表
    CONGRESS_CLERK = "congress_clerk"  # 人大办公室工作人员; with a street as unit, of its deputies' station
    GOVERNMENT_CLERK = "government_clerk"  # 政府督查室: hands deputies' papers to units
    RESIDENT = "resident"  # 居民: nobody's post; whoever comes in by the public form acts so


# To which kinds people are appointed.
APPOINTED = frozenset(PostKind) - {PostKind.RESIDENT}

# Those who work for a department see what was dispatched to it.
OF_DEPARTMENT = frozenset({PostKind.HANDLER, PostKind.DEPARTMENT_HEAD})
# Deputies and the two offices behind them see boards, public rows and papers, never a case's own page.
OUTSIDE_CASES = frozenset({PostKind.DEPUTY, PostKind.CONGRESS_CLERK, PostKind.GOVERNMENT_CLERK})
