"""Fills a fresh database with the small street of tests/builders.py and reports of the last days.

Run as `python -m tests.browser.frame_site`, with WANGGE_HOME set and `wangge init` done.
"""

from dataclasses import replace
from datetime import timedelta

import django

HOURS_AGO = (1, 5, 30, 60, 100, 150)


def fill() -> None:
    from django.utils import timezone

    from tests.builders import GRIDS, PASSWORD, a_report, inside, make_office
    from wangge.cases.services.intake import report_case
    from wangge.foundation.ids import uuid7

    office, now = make_office(password=PASSWORD), timezone.now()
    for number in range(40):
        at = now - timedelta(hours=HOURS_AGO[number % len(HOURS_AGO)], minutes=number)
        grid = GRIDS[number % 3]  # the fourth grid has nothing open
        lon, lat = inside(grid)
        lon += (number % 7 - 3) / 1000
        report = a_report(
            grid, at=at, lon=lon, lat=lat, channel="resident", words=f"路口上水井盖破损 {number}"
        )
        report_case(office.clerk, replace(report, id=uuid7(at)), now=at)


if __name__ == "__main__":
    django.setup()
    fill()
