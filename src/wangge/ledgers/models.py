"""The rows of ledgers: a county's own templates, each from a day on."""

from django.db import models

from wangge.foundation.rows import CountyRow


class Template(CountyRow):
    """A county's own form of one sheet; nothing is ever overwritten, the newest in force is used."""

    sheet = models.CharField(max_length=12)
    form = models.CharField(max_length=5)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    from_on = models.DateField()
    until_on = models.DateField(null=True)  # the first day on which it no longer holds
    source = models.CharField(max_length=200)  # the paper that asks for it
    added_at = models.DateTimeField()
    added_by = models.UUIDField(null=True)  # the account; empty: at the machine itself

    class Meta:
        indexes = [models.Index("county", "sheet", "from_on", name="template_in_force")]
