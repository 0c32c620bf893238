"""Has every kind of the packaged catalogues an English name, and does an English page speak English?"""

import pytest

from tests.builders import COVER, PASSWORD, make_office
from tests.deputies.walking import logged_in
from wangge.cases.catalogues import area_names, packaged_classes
from wangge.cases.models import Category
from wangge.cases.queries.desk import desk, forget_desks
from wangge.cases.services.reference import load_reference


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def test_every_class_and_area_has_an_english_name_and_none_is_chinese() -> None:
    rows = packaged_classes()

    assert [row.key for row in rows if not row.name_en or has_chinese(row.name_en)] == []
    assert [area for area, name in area_names().items() if not name or has_chinese(name)] == []


def test_two_names_of_one_area_are_not_one_name_in_english() -> None:
    for scheme, kind in {(row.scheme, row.kind) for row in packaged_classes()}:
        of_one = [row for row in packaged_classes() if (row.scheme, row.kind) == (scheme, kind)]
        names = {(row.major, row.name): row.name_en for row in of_one}
        in_area = [(major, name) for (major, _), name in names.items()]
        assert len(in_area) == len(set(in_area)), (scheme, kind)


def test_one_chinese_name_has_one_english_one_in_every_catalogue() -> None:
    rows = packaged_classes()
    of_area = {(row.major_name, row.major_name_en) for row in rows}
    of_kind = {(row.name, row.name_en) for row in rows}

    assert len(of_area) == len({zh for zh, _ in of_area})
    assert len(of_kind) == len({zh for zh, _ in of_kind})


@pytest.mark.django_db
def test_what_was_loaded_without_an_english_name_gets_it_and_a_page_says_it() -> None:
    office = make_office(password=PASSWORD)
    Category.objects.update(en="")
    load_reference()
    forget_desks()
    row = desk(office.worker.county).categories[COVER]

    page = logged_in(office.worker).get("/cases/report/").context

    assert not has_chinese(row.name("en") + row.area_name("en"))
    assert [
        one["label"] for one in page["categories"] if has_chinese(str(one["label"]) + str(one["group"]))
    ] == []
