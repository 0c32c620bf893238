"""Do rows point down only, and does every table that grows carry its county?"""

import pytest
from django.apps import apps
from django.db import models

from tests.house.reading import levels
from wangge.foundation.rows import CountyRow

# Tables that do not grow with work, or that Django's own session and log-in need.
ROWS = [model for model in apps.get_models() if model.__module__.startswith("wangge.")]


def test_a_foreign_key_across_packages_points_down_and_leaves_no_reverse_name() -> None:
    height = {name: -index for index, name in enumerate(levels())}
    wrong = []
    for model in ROWS:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                own, other = model._meta.app_label, field.related_model._meta.app_label
                if other not in height or other == own:
                    continue
                if height[other] >= height[own] or field.remote_field.related_name != "+":
                    wrong.append(str(field))

    assert wrong == []


@pytest.mark.parametrize(
    "model", [model for model in ROWS if issubclass(model, CountyRow)], ids=lambda m: m._meta.label
)
def test_unique_keys_of_a_county_row_begin_with_the_county(model: type[CountyRow]) -> None:
    keys = [list(one.fields) or [str(part) for part in one.expressions]
            for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]  # fmt: skip

    assert [key for key in keys if "county" not in key[0]] == []


def test_no_choices_on_model_fields() -> None:
    # What differs between cities is rows; a choice list would freeze it into a migration.
    assert [str(field) for model in ROWS for field in model._meta.fields if field.choices] == []
