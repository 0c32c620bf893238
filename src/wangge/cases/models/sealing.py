"""The rows of what is shown to some and kept from others: photos, words as they were said, who is complained of."""

from django.db import models
from django.db.models import Q

from wangge.foundation.rows import CountyRow


class Photo(CountyRow):
    """A photo of a case: the copy that is shown, and for a while its unmasked original where the kind needs it."""

    words_may_go = True

    case = models.UUIDField()
    seq = models.PositiveIntegerField()
    stage = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # Who looked for faces and plates: machine, hand; empty: nobody yet, so it is not for the public.
    masked = models.CharField(max_length=10, blank=True, default="", db_default="")
    hidden = models.PositiveSmallIntegerField(default=0, db_default=0)  # how many areas are hidden
    original = models.CharField(
        max_length=64, blank=True, default="", db_default=""
    )  # SHA-256 of the unmasked copy
    original_until = models.DateTimeField(null=True)  # then it is removed

    class Meta:
        indexes = [
            models.Index("county", "case", name="photo_by_case"),
            models.Index("original_until", name="photo_to_expire", condition=Q(original_until__isnull=False)),
            models.Index("county", "sha256", name="photo_by_digest"),
        ]


class SealedWords(CountyRow):
    """What a report said before the dispatcher redacted it; the case shows the redacted words to everyone."""

    words_may_go = True

    case = models.UUIDField()
    words = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", name="sealed_words_one_per_case")]


class Complained(CountyRow):
    """The department that a case complains of (被反映方): it may never be the one that handles it."""

    case = models.UUIDField()
    department = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", name="complained_one_per_case")]
