"""How does work become an act of duty, who checks it, and who is told what is still due?"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.deputies.models import Act, DutyNotice, DutyRule, Firm, Raised, Visit
from wangge.deputies.policies import refuse_not_office, refuse_recused
from wangge.deputies.queries.acts import duties
from wangge.deputies.queries.matters import matter
from wangge.deputies.queries.seats import deputies_in_force, deputy_of, units_of
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.people.queries import hats
from wangge.rules.duties import ActState, DutyKind, Every, Origin, is_nearly_over, span_of
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.words import fitting
from wangge.territory.queries import units

WORDS_MOST = 500


def note_act(
    county: str, deputy: UUID, kind: DutyKind | str, on: date, origin: Origin | str, subject: UUID, now: datetime
) -> UUID:  # fmt: skip
    """Write an act down once for the work that it came from; the same work again changes nothing."""
    with writing():
        row, is_new = Act.objects.get_or_create(
            county=county, deputy=deputy, origin=Origin(origin), subject=subject,
            defaults={"kind": DutyKind(kind), "on": on, "state": ActState.DECLARED, "noted_at": now},
        )  # fmt: skip
        if is_new:
            payload = {
                "deputy": deputy.hex,
                "kind": str(row.kind),
                "origin": str(row.origin),
                "on": on.isoformat(),
            }
            record(county=county, subject=row.pk, kind="deputy.act_noted", at=now, payload=payload)
    return row.pk


def visit(
    kind: DutyKind, on: date, unit: str, *, place: str = "", firm: UUID | None = None, raised: Sequence[UUID] = (),
    remark: str = "", hat: Hat, now: datetime,
) -> UUID:  # fmt: skip
    """Write a visit down: inside the deputy's own units, on a day that has come; one that raised nothing is valid.

    Refuses `deputy.not_a_deputy`, `deputy.outside`, `deputy.not_yet`, `deputy.no_firm`, `deputy.firm_declines`, and
    `deputy.recused` for a matter to keep away from.
    """
    own, known = deputy_of(hat), desk(hat.county)
    if own is None or hat.kind is not PostKind.DEPUTY:
        raise Refused("deputy.not_a_deputy", post=hat.kind)
    if on > known.today(now):
        raise Refused("deputy.not_yet", field="on", day=on.isoformat())
    row = units(hat.county).get(unit)
    if row is None or not set(units_of(hat.county, own.id, on)) & {hat.county, *row.path}:
        raise Refused("deputy.outside", field="unit", unit=row.name if row else unit[:24])
    if kind is DutyKind.FIRM:
        _check_firm(hat.county, firm, on)
    for key in raised:
        about = matter(hat.county, key)
        if about.deputy != own.id:
            raise Refused("row.unknown", row=key.hex)
        refuse_recused(hat.county, own.id, department=about.department, unit=about.unit, on=known.today(now))
    key = uuid7(now)
    with writing():
        Visit.objects.create(
            id=key, county=hat.county, deputy=own.id, kind=kind, on=on, unit=unit, place=fitting(place, "place", 120),
            firm=firm if kind is DutyKind.FIRM else None, remark=fitting(remark, "remark", WORDS_MOST), at=now,
        )  # fmt: skip
        Raised.objects.bulk_create(Raised(county=hat.county, visit=key, matter=one) for one in set(raised))
        note_act(hat.county, own.id, kind, on, Origin.VISIT, key, now)
    return key


def check(key: UUID, *, accept: bool, reason: str = "", hat: Hat, now: datetime) -> None:
    """Accept a declared act or send it back with a reason, as a second person.

    Refuses `deputy.not_the_office`, `deputy.own_act`, `deputy.checked_already`, `deputy.no_reason`.
    """
    refuse_not_office(hat)
    if not accept and not reason.strip():
        raise Refused("deputy.no_reason", field="reason")
    with locked(Act, county=hat.county, key=key) as row:
        own = deputy_of(hat)
        if own and own.id == row.deputy:
            raise Refused("deputy.own_act")
        if row.state != ActState.DECLARED:
            raise Refused("deputy.checked_already")
        row.state = ActState.ACCEPTED if accept else ActState.SENT_BACK
        row.checked_at, row.checked_post, row.reason = now, hat.post_id, fitting(reason, "reason", 300)
        row.save_changes()
        payload = {"deputy": row.deputy.hex, "state": str(row.state), "post": hat.post_id.hex}
        record(
            county=hat.county, subject=key, kind="deputy.act_checked", at=now, payload=payload,
            actor=hat.account_id.hex,
        )  # fmt: skip


def keep_firm(county: str, name: str, unit: str, *, declines_until: date | None = None) -> UUID:
    """Keep a firm, or until when it wishes no visits. Refuses `deputy.unknown_unit`."""
    if unit not in units(county):
        raise Refused("deputy.unknown_unit", field="unit", unit=unit[:24])
    with writing():
        row, _ = Firm.objects.update_or_create(
            county=county,
            name=fitting(name, "name", 120),
            unit=unit,
            defaults={"declines_until": declines_until},
        )
    return row.pk


def tell_due(*, now: datetime) -> int:
    """Tell every deputy once, some days before a period ends, what is still due of it; return how many were told."""
    told = 0
    for county in DutyRule.objects.values_list("county", flat=True).distinct():
        today = desk(county).today(now)
        if not any(
            is_nearly_over(Every(every), today, days)
            for every, days in DutyRule.objects.filter(county=county)
            .values_list("every", "notice_days")
            .distinct()
        ):
            continue
        known = set(
            DutyNotice.objects.filter(
                county=county, first_day__gte=span_of(Every.YEAR, today)[0]
            ).values_list("deputy", "rule", "first_day")
        )
        for one in deputies_in_force(county, today):
            owed = [
                duty
                for duty in duties(county, one.id, today)
                if duty.due and is_nearly_over(duty.every, today, duty.notice_days)
                and (one.id, duty.rule, duty.first_day) not in known
            ]  # fmt: skip
            if owed:
                _tell(
                    county, one.id, one.account, [(duty.rule, duty.first_day, duty.due) for duty in owed], now
                )
                told += 1
    return told


def _tell(
    county: str, deputy: UUID, account: UUID | None, owed: Sequence[tuple[UUID, date, int]], now: datetime
) -> None:
    posts = [hat.post_id.hex for hat in hats(account, on=desk(county).today(now))] if account else []
    with writing():
        DutyNotice.objects.bulk_create(
            DutyNotice(county=county, deputy=deputy, rule=rule, first_day=first, at=now)
            for rule, first, _ in owed
        )
        payload = {"due": sum(n for _, _, n in owed), "period": f"{owed[0][1]:%Y-%m}", "posts": posts}
        record(county=county, subject=deputy, kind="deputy.duty_due", at=now, payload=payload)


def _check_firm(county: str, firm: UUID | None, on: date) -> None:
    row = Firm.objects.filter(county=county, pk=firm).first() if firm else None
    if row is None:
        raise Refused("deputy.no_firm", field="firm")
    if row.declines_until and on < row.declines_until:
        raise Refused("deputy.firm_declines", field="firm", until=row.declines_until.isoformat())
