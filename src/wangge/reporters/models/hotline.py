"""The rows of the 12345 desk: orders, what was said of them, call-backs, terms and mappings."""

from django.db import models
from django.db.models import Q

from wangge.foundation.rows import CountyRow, DatedRow


class HotlineOrder(CountyRow):
    """One order of the 12345 centre: what the desk owes its caller; the matter itself is its case."""

    words_may_go = True

    number = models.CharField(max_length=60)
    stream = models.CharField(max_length=40)  # which centre's files
    desk = models.CharField(max_length=24)  # unit of the desk that took it in
    kind = models.CharField(max_length=12)
    category = models.CharField(max_length=80)
    case = models.UUIDField(null=True)
    lead = models.CharField(max_length=40, blank=True)  # 首接负责: the department that received it first
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    limit = models.CharField(max_length=40, blank=True)  # empty: written on the order by the centre
    limit_source = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField()
    extended_at = models.DateTimeField(null=True)
    route = models.CharField(max_length=16, blank=True)
    channel = models.CharField(max_length=16, blank=True)
    emergency = models.CharField(max_length=8, blank=True)
    earlier = models.CharField(max_length=60, blank=True)  # number of the order that it repeats
    receipt = models.CharField(max_length=60, blank=True)  # of the office that a petition was led to
    told_at = models.DateTimeField(null=True)  # of an emergency: passed on at
    replied_at = models.DateTimeField(null=True)
    reply_seq = models.PositiveIntegerField(null=True)
    caller_sealed = models.TextField(blank=True)
    caller_key = models.CharField(max_length=64, blank=True)
    salt = models.CharField(max_length=32)
    content = models.CharField(max_length=64)  # salted digest of the row, to know it again
    missed = models.PositiveSmallIntegerField(default=0)
    missed_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)  # when the first call-back ended
    call_result = models.CharField(max_length=12, default="waiting")
    responded = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    satisfied = models.BooleanField(null=True)
    rework = models.CharField(max_length=10, default="none")
    sent_back_at = models.DateTimeField(null=True)
    sent_back_by = models.CharField(max_length=32, blank=True)
    redo_due_at = models.DateTimeField(null=True)
    redo_missed = models.PositiveSmallIntegerField(default=0)
    redo_missed_at = models.DateTimeField(null=True)
    redo_result = models.CharField(max_length=12, blank=True)
    redo_solved = models.BooleanField(null=True)
    ruling = models.CharField(max_length=10, default="none")
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.CharField(max_length=32, blank=True)
    appealed_at = models.DateTimeField(null=True)  # the appeal that waits for its decision
    finished_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    seq = models.PositiveIntegerField(default=0)
    chain = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("county", "number", name="order_one_per_number")]
        indexes = [
            models.Index("county", "taken_at", name="order_taken"),
            models.Index("county", "due_at", name="order_due"),
            models.Index("county", "case", name="order_by_case", condition=Q(case__isnull=False)),
            models.Index("county", "lead", "received_at", name="order_by_lead"),
            # Whole, not partial: SQLite cannot see that a number asked for is not the empty one.
            models.Index("county", "caller_key", name="order_of_caller"),
            models.Index("county", "call_result", "due_at", name="order_to_call"),
            models.Index("county", "redo_due_at", name="order_to_call_again",
                         condition=Q(redo_due_at__isnull=False)),
            models.Index("county", "appealed_at", name="order_appealed", condition=Q(appealed_at__isnull=False)),
        ]  # fmt: skip


class OrderWords(CountyRow):
    """The words that came with an order or an act on it; the event holds their salted digest."""

    words_may_go = True

    order = models.UUIDField()
    seq = models.PositiveIntegerField()
    words = models.TextField()
    place = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint("county", "order", "seq", name="order_words_per_event")]


class HotlineTerm(DatedRow):
    """A county's own term of the desk, in place of the packaged one, from a day on."""

    term = models.CharField(max_length=24)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)


class HotlineMap(models.Model):
    """How a county's centre writes its order files and wants its reply files."""

    county = models.CharField(primary_key=True, max_length=16)
    table = models.TextField()
    saved_at = models.DateTimeField()
