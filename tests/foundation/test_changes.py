"""Is of a locked row only that saved which was changed?"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import COUNTY, NOW, a_report, make_office
from wangge.cases.models import Case
from wangge.cases.services.intake import report_case
from wangge.foundation.locking import locked

pytestmark = pytest.mark.django_db


def test_a_locked_row_saves_what_was_changed_and_names_no_other_column() -> None:
    case_id = report_case(make_office().worker, a_report(), now=NOW).case_id

    with CaptureQueriesContext(connection) as asked, locked(Case, county=COUNTY, key=case_id) as case:
        case.reminders += 1
        case.save_changes()
        case.save_changes()

    written = [one["sql"] for one in asked if one["sql"].startswith("UPDATE")]
    assert [re.findall(r'"(\w+)" =', one.split("WHERE")[0]) for one in written] == [["reminders"]]
    assert Case.objects.get(county=COUNTY, pk=case_id).reminders == 1


def test_a_row_that_was_not_locked_does_not_know_its_changes() -> None:
    case_id = report_case(make_office().worker, a_report(), now=NOW).case_id

    with pytest.raises(RuntimeError, match="locked"):
        Case.objects.get(county=COUNTY, pk=case_id).save_changes()
