"""A draft becomes the plan in force from a day on."""

from dataclasses import dataclass
from datetime import date, datetime

from wangge.foundation.locking import writing
from wangge.rules.errors import Refused
from wangge.territory.models import Plan, Term, Unit
from wangge.territory.services.checking import check_plan
from wangge.territory.services.drafts import PUBLISHED, changed, plan_named, require_draft


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did; `closed` names the plans that ended on that day, by county."""

    plan: str
    version: int
    counties: list[str]
    closed: dict[str, str]
    faults: int


def publish_plan(
    name: str, from_on: date, *, accept_reason: str = "", now: datetime, actor: str = ""
) -> Publication:
    """Put a checked draft in force from a day on, in every county it has units in.

    The plan in force there until then ends on that day and stays; a plan already published for
    a later day ends this one. Raises Refused `territory.open_faults` when the check finds faults
    and no reason is given, `territory.plan_published`, `territory.empty_plan`, `territory.day_taken`.
    """
    require_draft(plan_named(name))
    check = check_plan(name)
    if not check.units:
        raise Refused("territory.empty_plan", plan=name)
    reason = accept_reason.strip()
    if check.faults and not reason:
        raise Refused("territory.open_faults", plan=name, count=len(check.faults), field="accept-faults")
    with writing():
        plan = plan_named(name)
        require_draft(plan)
        if plan.version != check.version:
            raise Refused("territory.changed_meanwhile", plan=name)
        counties = sorted(set(Unit.objects.filter(plan=plan).values_list("county", flat=True)))
        closed = {county: ended for county in counties if (ended := _begin(plan, county, from_on))}
        plan.state, plan.published_at = PUBLISHED, now
        plan.accepted_reason, plan.accepted_faults = (reason, len(check.faults)) if check.faults else ("", 0)
        plan.checked_version = plan.version + 1  # publishing changes no ground: the check still holds
        plan.save(
            update_fields=["state", "published_at", "accepted_reason", "accepted_faults", "checked_version"]
        )
        changed(
            plan,
            counties,
            "plan.published",
            now=now,
            actor=actor,
            payload={"from": from_on.isoformat(), "accepted_faults": plan.accepted_faults},
        )
    return Publication(plan.name, plan.version, counties, closed, plan.accepted_faults)


def _begin(plan: Plan, county: str, from_on: date) -> str:
    terms = Term.objects.filter(county=county).select_related("plan").order_by("from_on")
    if terms.filter(from_on=from_on).exists():
        raise Refused("territory.day_taken", field="from", day=from_on.isoformat(), county=county)
    before = terms.filter(from_on__lt=from_on).last()
    after = terms.filter(from_on__gt=from_on).first()
    if before is not None and (before.until_on is None or before.until_on > from_on):
        before.until_on = from_on
        before.save(update_fields=["until_on"])
    Term.objects.create(county=county, plan=plan, from_on=from_on, until_on=after.from_on if after else None)
    return before.plan.name if before is not None else ""
