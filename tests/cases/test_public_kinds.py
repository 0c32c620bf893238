"""Kinds are closed to the public and to duplicates unless they happen in public space."""

import pytest

from tests.builders import COUNTY, make_office
from wangge.cases.queries.desk import desk
from wangge.cases.services.public_kinds import load_public_kinds

pytestmark = pytest.mark.django_db

HEAP = "CJ/T 214-2007:event:0102"
SHED, NOISE, BEGGAR = (f"CJ/T 214-2007:event:{code}" for code in ("0101", "0508", "0502"))
YARD_LAMP = "zz-ledger:event:0702"


def test_a_heap_in_the_street_is_open_and_a_shed_noise_a_person_or_a_yard_is_not():
    make_office()
    kinds = desk(COUNTY).categories
    assert kinds[HEAP].in_public
    assert not any(kinds[key].in_public for key in (SHED, NOISE, BEGGAR, YARD_LAMP))


def test_no_kind_that_points_at_people_is_ever_open():
    make_office()
    assert not [row.key for row in desk(COUNTY).categories.values() if row.in_public and row.matter_only]


def test_loading_twice_opens_the_same_kinds():
    make_office()
    assert load_public_kinds() == load_public_kinds() > 100
