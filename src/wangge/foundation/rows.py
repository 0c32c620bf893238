"""What has every row that grows with work in common?"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

from wangge.foundation.ids import uuid7


class CountyRow(models.Model):
    """A row that belongs to one county, the partition key of every growing table.

    Saving changed fields names county and id, so that on a distributed database the
    change goes to one shard instead of asking all of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    county = models.CharField(max_length=16)

    class Meta:
        abstract = True

    def _do_update(
        self, base_qs: models.QuerySet[Any], using: str | None, pk_val: Any,
        values: Collection[Any], update_fields: Iterable[str] | None, forced_update: bool,  # noqa: FBT001
    ) -> bool:  # fmt: skip
        own = base_qs.filter(county=self.county)
        return super()._do_update(own, using, pk_val, values, update_fields, forced_update)
