"""Which cases wait for a hat: by state, by who holds them, by who was named to check them?"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from wangge.cases.models import Assist, Case, Check
from wangge.cases.queries.desk import desk
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.posts import PostKind

COUNT_MOST = 1000


def waiting_for(hat: Hat) -> Q:
    """Return what must hold, beside its state, for a case to wait for this very hat."""
    held = Q(holder="") | Q(holder=hat.unit)
    checked = Q(check_by__isnull=True) | Q(check_by=hat.account_id)
    if hat.kind is PostKind.CHECKER:
        # The declared fallback: what the named person has not looked at in time.
        checked |= Q(wait_until__lt=timezone.now())
    return Q(ended_at__isnull=True) & held & checked


def waiting_rows(
    hat: Hat, rows: QuerySet[Case], kind: PostKind, ordered: Callable[[QuerySet[Case]], QuerySet[Case]]
) -> list[Case]:
    """Return the first rows of every state that waits for a kind of post, in two statements, in no order.

    No index orders several states together, so each state is read in its own order and cut;
    `ordered` does that.
    """
    states = desk(hat.county).states_for(kind)
    if not states:
        return []
    parts = [ordered(rows.filter(waiting_for(hat), state=state)).values("id") for state in states]
    if helped := _beside(hat):
        parts.append(ordered(Case.objects.filter(county=hat.county, id__in=helped)).values("id"))
    compiled = [part.query.sql_with_params() for part in parts]
    sql = " UNION ALL ".join(
        f"SELECT * FROM ({sql}) part_{number}" for number, (sql, _) in enumerate(compiled)
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in compiled for value in values])
        keys = [key if isinstance(key, UUID) else UUID(key) for (key,) in cursor.fetchall()]
    return list(Case.objects.filter(county=hat.county, id__in=keys))


def waiting_counts(hat: Hat, in_sight: Q, *, now: datetime) -> tuple[int, int]:
    """Return how many cases wait for this hat, and how many of them are late, in one statement.

    Both stop counting at 1,000, which nobody works off in one glance.
    """
    states = desk(hat.county).states_for(hat.kind)
    waits = Case.objects.filter(in_sight & waiting_for(hat), state__in=states)
    if helped := _beside(hat):
        waits = Case.objects.filter((in_sight & waiting_for(hat) & Q(state__in=states)) | Q(id__in=helped))
    parts = [part[:COUNT_MOST].values("id") for part in (waits, waits.filter(wait_until__lt=now))]
    compiled = [part.query.sql_with_params() for part in parts]
    sums = ", ".join(
        f"(SELECT COUNT(*) FROM ({sql}) part_{number})" for number, (sql, _) in enumerate(compiled)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sums}", [value for _, values in compiled for value in values])
        total, late = cursor.fetchone()
    return total, late


def _beside(hat: Hat) -> list[UUID]:
    # What waits beside the loop: the cases of other departments with which this one was asked to help,
    # and the cases that this person was named to look at, maybe in a neighbour's grid.
    if not sees(hat).department:
        drawn = Check.objects.filter(county=hat.county, account=hat.account_id, finding="")
        return list(drawn.order_by("asked_at").values_list("case", flat=True)[:COUNT_MOST])
    asked = Assist.objects.filter(county=hat.county, department=hat.department, done_at=None).order_by(
        "due_at"
    )
    return list(asked.values_list("case", flat=True)[:COUNT_MOST])
