"""Which rows say where leaders went (蹲点、督导), how the places were drawn, and what became a case?"""

from django.db import models

from wangge.foundation.rows import CountyRow


class LeaderVisit(CountyRow):
    """One visit: the register's places as they stood, their digest, and the seed that drew from them."""

    post = models.UUIDField()
    unit = models.CharField(max_length=24)
    on = models.DateField()
    frame = models.TextField()
    digest = models.CharField(max_length=64)
    seed = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "post", "unit", "on", name="leader_visit_once_a_day")
        ]


class LeaderPlace(CountyRow):
    """One place drawn: where a case was called solved, or a grid without a round."""

    visit = models.UUIDField()
    order = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=24, blank=True)
    case = models.UUIDField(null=True)  # that was called solved
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "visit", "order", name="leader_place_order")]


class LeaderMatter(CountyRow):
    """One matter that was found at a place and became a case."""

    visit = models.UUIDField()
    place = models.UUIDField()
    case = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", name="leader_matter_once")]
