"""Which rows say what a deputy's paper is, who signed it, what was said with each act, and by which rules it goes?"""

from django.db import models
from django.db.models import F, Q

from wangge.foundation.rows import CountyRow, DatedRow, FileRow


class ClockRule(DatedRow):
    """One number of one rule of law, as data/presets.toml gave it."""

    congress = models.UUIDField(null=True)  # none: every congress of the county
    preset = models.CharField(max_length=20)
    code = models.CharField(max_length=24)
    n = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=16)
    sense = models.CharField(max_length=8)
    rank = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "preset", "code", condition=Q(congress=None), name="clock_rule_one_per_preset"
            ),
            models.UniqueConstraint(
                "county", "congress", "preset", "code", name="clock_rule_one_per_congress"
            ),
        ]


class GradeRow(CountyRow):
    """One letter of one scheme of grades, with what it means to the machine."""

    scheme = models.CharField(max_length=20)
    letter = models.CharField(max_length=4)
    meaning = models.CharField(max_length=12)
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=120)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "scheme", "letter", name="grade_one_per_letter")]


class SchemeChoice(CountyRow):
    """Which scheme a congress uses for the papers of one year."""

    congress = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    scheme = models.CharField(max_length=20)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "congress", "year", name="scheme_one_per_year")]


class Suggestion(CountyRow):
    """One 建议, from its draft to its end."""

    congress = models.UUIDField()
    number = models.CharField(max_length=24, blank=True)  # from registration on
    year = models.PositiveSmallIntegerField(default=0)  # of registration
    scheme = models.CharField(max_length=20, blank=True)
    deputy = models.UUIDField()  # 领衔
    state = models.CharField(max_length=16)
    title = models.CharField(max_length=120)
    facts = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    preferred = models.CharField(max_length=40, blank=True)  # a department's code
    matter = models.UUIDField(null=True)  # of a resident, who is not named here
    cluster = models.UUIDField(null=True)
    motion = models.UUIDField(null=True)  # which became this paper
    joined = models.UUIDField(null=True)  # 并案: the paper it is handled with, answered apart
    turned_into = models.CharField(max_length=8, blank=True)
    case = models.UUIDField(null=True)  # that it became, where it was not registered
    is_open = models.BooleanField(default=False)  # other deputies of the congress may read and sign the draft
    is_complex = models.BooleanField(default=False)
    is_key = models.BooleanField(default=False)  # 重点督办
    is_public = models.BooleanField(default=True)
    hidden_reason = models.CharField(max_length=200, blank=True)
    public_title = models.CharField(max_length=120, blank=True)
    public_facts = models.TextField(blank=True)
    public_proposal = models.TextField(blank=True)
    round_no = models.PositiveSmallIntegerField(default=0)
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)  # of the round that runs
    replied_at = models.DateTimeField(null=True)  # the last round that was answered
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "number", condition=~Q(number=""), name="suggestion_one_per_number"
            )
        ]
        indexes = [
            models.Index("county", "state", "due_on", name="suggestion_by_state"),
            models.Index("county", "deputy", F("drafted_at").desc(), name="suggestion_by_deputy"),
            models.Index("county", "congress", "year", name="suggestion_by_year"),
            models.Index("county", "joined", name="suggestion_by_joined"),
            models.Index("county", "case", name="suggestion_by_case", condition=Q(case__isnull=False)),
        ]


class Signature(CountyRow):
    """One deputy's dated act under one paper, 建议 or 议案; taken back, it stays with its second moment."""

    paper = models.UUIDField()
    deputy = models.UUIDField()
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "paper", "deputy", condition=Q(withdrawn_at=None), name="signature_one_in_force"
            )
        ]
        indexes = [models.Index("county", "deputy", name="signature_by_deputy")]


class Attachment(FileRow):
    """One file that the lead put with a paper, or a unit with its reply to it."""

    paper = models.UUIDField()
    reply = models.UUIDField(null=True)  # none: it goes with the paper itself

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "paper", "sha256", condition=Q(reply=None), name="attachment_once"
            ),
            models.UniqueConstraint("county", "reply", "sha256", name="attachment_once_per_reply"),
        ]
        indexes = [models.Index("county", "paper", name="attachment_by_paper")]


class PaperWords(CountyRow):
    """What was said with an act about a paper, apart from the event that proves it."""

    paper = models.UUIDField()
    act = models.CharField(max_length=20)
    words = models.TextField()
    post = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("county", "paper", "at", name="paper_words_by_paper")]


class OpinionPaper(CountyRow):
    """社情民意: what a deputy passes on; receipt, addressee, answer, no grade."""

    number = models.CharField(max_length=24)  # the receipt
    deputy = models.UUIDField()
    title = models.CharField(max_length=120)
    words = models.TextField()
    matter = models.UUIDField(null=True)
    addressee = models.CharField(max_length=40)  # a department's code
    sent_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_post = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "number", name="opinion_one_per_number")]
        indexes = [
            models.Index("county", "deputy", F("sent_at").desc(), name="opinion_by_deputy"),
            models.Index("county", "addressee", "answered_at", name="opinion_by_addressee"),
        ]
