"""What are the demo's grids asked for, and what do its staff say of it? Forms and words are invented."""

from datetime import date, datetime, timedelta

from wangge.people.hats import Hat
from wangge.people.queries import account_by_login, hats
from wangge.rules.admission import FormField, Rhythm, TaskKind, Wish
from wangge.workload.queries.tasks import tasks
from wangge.workload.services.admitting import ask_for, decide, note_in_use, switch_off
from wangge.workload.services.speaking import answer, suggest

STREET = "410105002"
DAY = timedelta(days=1)
ASSUMED = "示范数据：依据为虚构"
PLACE, WORDS = FormField("问题地点", held="case.place"), FormField("情况描述", held="case.words")
FOUND, SOLVED = FormField("排查数", held="case.found_count"), FormField("整改数", held="case.solved_count")


def ask_grids(county: str, *, since: date, now: datetime) -> None:
    """Write down the forms of the demo street and what its staff said, once; moments lie before `now`."""
    if tasks(county, today=now.date()):
        return
    judge, admin, handler, worker = (_hat(login, now) for login in ("overseer", "admin", "handler", "worker"))
    for wish in _in_use():
        task = note_in_use(wish, since=since, hat=judge, now=now - 60 * DAY)
        if wish.rhythm is Rhythm.DAILY:
            switch_off(
                task,
                words="内容都在案件台账里，改由系统每天汇总，网格不再填写。",
                hat=judge,
                now=now - 6 * DAY,
            )
            daily = task
    until = (now + 120 * DAY).date()
    gas = _wish("餐饮场所燃气报警器排查", "zhujian", (FormField("报警器是否安装", "choice"), FormField("厂家")), 6,
                Rhythm.MONTHLY, until, purpose="掌握沿街餐饮场所报警器安装情况，集中整改。")  # fmt: skip
    decide(ask_for(gas, hat=admin, now=now - 20 * DAY), admit=True, hat=judge, now=now - 19 * DAY,
           words="依据和期限明确，两个字段系统里都没有，准入。")  # fmt: skip
    shops = _wish("沿街门店底数登记", "chengguan", (PLACE, FormField("门店名称"),
                  FormField("负责人", held="post.holder")), 10, Rhythm.QUARTERLY, until,
                  purpose="掌握沿街门店数量。")  # fmt: skip
    ask_for(shops, hat=handler, now=now - 2 * DAY)
    said = suggest(
        "每天的排查日报和系统里的案件一模一样，能不能不填？", hat=worker, now=now - 9 * DAY, task=daily
    )
    answer(said, "可以。日报已停用，改由系统汇总；各社区不得再要纸质版。", hat=judge, now=now - 6 * DAY)
    suggest("同一处井盖，住建和城管各要一张登记表。", hat=worker, now=now - 40 * DAY, is_anonymous=True)
    suggest("建议上报页面记住上次选的类别。", hat=worker, now=now - DAY)


def _in_use() -> list[Wish]:
    return [
        _wish("安全隐患排查日报", "yingji", (PLACE, WORDS, FOUND, SOLVED, FormField("填报人", held="post.holder")), 15,
              Rhythm.DAILY, None),
        _wish("市容环境周报", "chengguan", (FOUND, SOLVED, FormField("典型问题照片", held="case.photos"),
                                       FormField("下周安排")), 25, Rhythm.WEEKLY, None),
        _wish("食品经营场所月台账", "shichang", (PLACE, FormField("场所名称"), FormField("检查情况")), 40,
              Rhythm.MONTHLY, None),
    ]  # fmt: skip


def _wish(
    title: str, department: str, fields: tuple[FormField, ...], minutes: int, rhythm: Rhythm, until: date | None,
    *, purpose: str = "",
) -> Wish:  # fmt: skip
    return Wish(
        TaskKind.FORM, title, department, ASSUMED if until else "", purpose, until,
        "地点、时间、照片系统已有。" if until else "", STREET, fields, minutes, rhythm,
    )  # fmt: skip


def _hat(login: str, now: datetime) -> Hat:
    account = account_by_login(f"hyl-{login}")
    if account is None:
        raise RuntimeError(f"the demo has no hyl-{login}")
    return hats(account.id, on=now.date())[0]
