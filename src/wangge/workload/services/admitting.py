"""How does something come to be asked of the grids: wished for, decided by a named post, ended by its day?"""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.services.reference import NewCategory, open_category
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.people.queries import departments
from wangge.rules.admission import (
    TaskKind,
    TaskState,
    Wish,
    check_wish,
    read_fields,
    refuse_quota,
    written_fields,
)
from wangge.rules.errors import Refused
from wangge.rules.words import fitting
from wangge.territory.queries import units
from wangge.workload.held import held_fields
from wangge.workload.models import Task
from wangge.workload.policies import refuse_askers, refuse_deciders

WORDS_MOST = 400


def ask_for(wish: Wish, *, hat: Hat, now: datetime) -> UUID:
    """Hand in a wish for a category or form; nothing is switched on by it.

    Refuses what `rules.admission.check_wish` refuses, `admission.not_your_wish`, `admission.unknown`.
    """
    refuse_askers(hat, wish.department)
    check_wish(wish, today=desk(hat.county).today(now))
    _check_known(hat.county, wish)
    with writing():
        task = Task.objects.create(
            **_columns(hat.county, wish), state=TaskState.ASKED, asked_at=now, asked_by=hat.account_id,
            asked_post=hat.kind,
        )  # fmt: skip
        _note(task, "task.asked", hat, now)
    return task.id


def decide(task_id: UUID, *, admit: bool, words: str, hat: Hat, now: datetime) -> None:
    """Admit a wish, which switches it on until its end date, or decline it; with words and the post that decided.

    Refuses `admission.not_yours_to_decide`, `admission.own_wish`, `admission.decided`, `admission.missing`,
    `admission.held` where a field is held already, `admission.past_end`.
    """
    refuse_deciders(hat)
    said = fitting(words, "words", WORDS_MOST)
    if not said:
        raise Refused("admission.missing", field="words")
    today = desk(hat.county).today(now)
    with locked(Task, county=hat.county, key=task_id) as task:
        if task.state != TaskState.ASKED:
            raise Refused("admission.decided")
        if task.asked_by == hat.account_id:
            raise Refused("admission.own_wish")
        if admit:
            _switch_on(task, today)
        task.state = TaskState.ADMITTED if admit else TaskState.DECLINED
        task.decided_at, task.decided_by, task.decision = now, hat.account_id, said
        task.decided_post, task.decided_unit = hat.kind, hat.unit
        task.save_changes()
        if admit and task.kind == TaskKind.CATEGORY:
            open_category(
                NewCategory(
                    "", "event", task.code, task.area, task.title, task.title_en, "admitted",
                    admission=task.id, until_on=task.until_on,
                ),
                county=hat.county,
            )  # fmt: skip
        _note(task, "task.admitted" if admit else "task.declined", hat, now)


def note_in_use(wish: Wish, *, since: date, hat: Hat, now: datetime) -> UUID:
    """Write down a form that grids already fill in and that no gate has admitted; the needle counts it, too.

    Refuses `admission.not_yours_to_decide`, `admission.unknown`, `admission.missing`, `admission.quota`.
    """
    refuse_deciders(hat)
    for name in ("title", "department", "unit"):
        if not getattr(wish, name).strip():
            raise Refused("admission.missing", field=name)
    refuse_quota("title", wish.title)
    wish = replace(wish, kind=TaskKind.FORM)
    _check_known(hat.county, wish)
    with writing():
        task = Task.objects.create(
            **_columns(hat.county, wish), state=TaskState.IN_USE, from_on=since, asked_at=now
        )
        _note(task, "task.noted", hat, now)
    return task.id


def switch_off(task_id: UUID, *, words: str, hat: Hat, now: datetime) -> None:
    """Switch a form off from today on, with a reason. Refuses `admission.not_on`, `admission.missing`."""
    refuse_deciders(hat)
    if not words.strip():
        raise Refused("admission.missing", field="words")
    with locked(Task, county=hat.county, key=task_id) as task:
        if task.state not in {TaskState.ADMITTED, TaskState.IN_USE} or task.kind != TaskKind.FORM:
            raise Refused("admission.not_on")
        task.state, task.off_on = TaskState.OFF, desk(hat.county).today(now)
        task.decided_at, task.decided_by, task.decision = (
            now,
            hat.account_id,
            fitting(words, "words", WORDS_MOST),
        )
        task.decided_post, task.decided_unit = hat.kind, hat.unit
        task.save_changes()
        _note(task, "task.switched_off", hat, now)


def _switch_on(task: Task, today: date) -> None:
    if task.until_on is None or task.until_on <= today:
        raise Refused("admission.past_end", field="until_on", day=str(task.until_on))
    names = {one.key: one for one in held_fields()}
    for one in read_fields(task.fields) if task.fields else ():
        if one.held:
            held = names[one.held]
            raise Refused("admission.held", field="fields", label=one.label, held_zh=held.zh, held_en=held.en)
    task.from_on = today


def _check_known(county: str, wish: Wish) -> None:
    if wish.department not in departments(county):
        raise Refused("admission.unknown", field="department", value=wish.department[:40])
    if wish.unit != county and wish.unit not in units(county):
        raise Refused("admission.unknown", field="unit", value=wish.unit[:40])
    known = {one.key for one in held_fields()} | {""}
    for one in wish.fields:
        if one.held not in known:
            raise Refused("admission.unknown", field="fields", value=one.held[:40])


def _columns(county: str, wish: Wish) -> dict[str, object]:
    is_form = wish.kind is TaskKind.FORM
    return {
        "county": county, "kind": wish.kind, "department": wish.department, "unit": wish.unit,
        "title": fitting(wish.title, "title", 120), "title_en": fitting(wish.title_en, "title_en", 120),
        "basis": fitting(wish.basis, "basis", WORDS_MOST), "purpose": fitting(wish.purpose, "purpose", WORDS_MOST),
        "already": fitting(wish.already, "already", WORDS_MOST),
        "fields": written_fields(wish.fields) if is_form else "", "minutes": wish.minutes if is_form else 0,
        "rhythm": wish.rhythm if is_form else "", "code": "" if is_form else fitting(wish.code, "code", 60),
        "area": "" if is_form else fitting(wish.area, "area", 60), "until_on": wish.until_on,
    }  # fmt: skip


def _note(task: Task, kind: str, hat: Hat, now: datetime) -> None:
    record(
        county=task.county, subject=task.id, kind=kind, at=now, actor=hat.account_id.hex,
        payload={
            "hat": hat.post_id.hex, "post": hat.kind, "task": task.kind, "department": task.department,
            "unit": task.unit, "until": task.until_on.isoformat() if task.until_on else "",
        },
    )  # fmt: skip
