"""Do the packaged classes and limits hold together?"""

from collections import Counter

from wangge.cases.catalogues import LEDGER, packaged_classes, packaged_limits
from wangge.rules.deadlines import Limit, Unit


def test_a_class_is_known_by_scheme_kind_and_code() -> None:
    classes = packaged_classes()

    assert len({one.key for one in classes}) == len(classes)
    assert len({one.code for one in classes}) < len(classes)


def test_two_schemes_are_whole_as_collected() -> None:
    sizes = Counter((one.scheme, one.kind) for one in packaged_classes())

    assert sizes["CJ/T 214-2007", "part"] == 83
    assert sizes["CJ/T 214-2007", "event"] == 54
    assert sizes["GB/T 47678.5-2026", "part"] == 153
    assert sizes["GB/T 47678.5-2026", "matter"] == 250


def test_the_ledger_has_eight_areas_and_twenty_items_and_says_whose_they_are() -> None:
    ledger = [one for one in packaged_classes() if one.scheme == LEDGER]

    assert len(ledger) == 20
    assert len({one.major for one in ledger}) == 8
    assert {one.grade for one in ledger} == {"ours"}
    assert {one.major_name for one in ledger if one.matter_only} == {"信访稳定"}


def test_every_ledger_item_has_a_limit() -> None:
    limited = {(row.scheme, row.kind, row.code) for row in packaged_limits()}

    assert {one.key for one in packaged_classes() if one.scheme == LEDGER} <= limited


def test_a_season_stays_beside_its_limit() -> None:
    tree = next(row for row in packaged_limits() if row.code == "0402")

    assert tree.limit == Limit(15, Unit.WORKING_DAYS, "planting")


def test_of_the_2013_scheme_just_the_codes_that_limits_name_are_loaded_as_collected() -> None:
    loaded = {one.key: one.grade for one in packaged_classes() if one.scheme == "GB/T 30428.2-2013"}
    limited = {(row.scheme, row.kind, row.code) for row in packaged_limits()}

    assert set(loaded) == {key for key in limited if key[0] == "GB/T 30428.2-2013"}
    assert set(loaded.values()) == {"city table"}, "collected from city tables, not from the standard's text"
