"""What has every row that grows with work in common?"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, TypeVar

from django.db import models

from wangge.foundation.ids import uuid7

Made = TypeVar("Made", bound=models.Model)


def made(model: type[Made], **told: Any) -> Made:
    """Return a new row like `model(**told)`, in a third of the time: a wide row is mostly defaults."""
    blank = _blank(model)
    values = blank | told
    if len(values) != len(blank):
        raise TypeError(f"{model.__name__} has no {', '.join(values.keys() - blank.keys())}")
    if "id" not in told and values["id"] is uuid7:
        values["id"] = uuid7()
    return model(*values.values())


@cache
def _blank(model: type[models.Model]) -> dict[str, Any]:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    return {field.attname: uuid7 if field.default is uuid7 else field.get_default() for field in fields}


class CountyRow(models.Model):
    """A row that belongs to one county, the partition key of every growing table.

    Saving changed fields names county and id, so that on a distributed database the
    change goes to one shard instead of asking all of them.
    """

    # What the row held when it was locked; None outside `foundation.locking.locked`.
    _held: dict[str, Any] | None = None

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    county = models.CharField(max_length=16)

    class Meta:
        abstract = True

    def hold(self) -> None:
        """Remember the row as it is now, so that `save_changes` knows what was changed since."""
        self._held = self._values()

    def save_changes(self) -> None:
        """Save what differs from the row as it was locked, and only that.

        An index is written anew for every column that a statement names, changed or not.
        """
        changed = self.changes()
        if changed:
            self.save(update_fields=changed)
        self.hold()

    def changes(self) -> list[str]:
        """Return which columns differ from the row as it was locked."""
        if self._held is None:
            raise RuntimeError("only a row that was locked knows what was changed")
        return [name for name, value in self._held.items() if self.__dict__[name] != value]

    def _values(self) -> dict[str, Any]:
        return {field.attname: self.__dict__[field.attname] for field in self._meta.concrete_fields}

    def _do_update(
        self, base_qs: models.QuerySet[Any], using: str | None, pk_val: Any,
        values: Collection[Any], update_fields: Iterable[str] | None, forced_update: bool,  # noqa: FBT001
    ) -> bool:  # fmt: skip
        own = base_qs.filter(county=self.county)
        return super()._do_update(own, using, pk_val, values, update_fields, forced_update)


class DatedRow(CountyRow):
    """What a rule says from one day until the day before another, and by which source."""

    source = models.CharField(max_length=200)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        abstract = True


class FileRow(CountyRow):
    """A file that goes with a row of some package (`foundation.files.papers`): which bytes, and what they show."""

    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, default="picture")
    words = models.CharField(max_length=120, blank=True)  # what it shows
    at = models.DateTimeField()

    class Meta:
        abstract = True
