"""What does the server itself have? Its rows, read straight from the SQLite file."""

import sqlite3
from collections import Counter
from pathlib import Path


class Rows:
    """The server's rows, read straight from its SQLite file."""

    def __init__(self, home: Path) -> None:
        self._database = sqlite3.connect(f"file:{home / 'wangge.sqlite3'}?mode=ro", uri=True, timeout=30)

    def close(self) -> None:
        self._database.close()

    def missing_of(self, record: str) -> str:
        """Say what a delivered record lacks on the server; "" when it is all there."""
        key = record.replace("-", "")
        found = self._ask('SELECT state, "case" FROM field_arrival WHERE id = ?', key)
        if [state for state, _ in found] != ["accepted"]:
            return f"arrival: {[state for state, _ in found]}"
        if not self._ask("SELECT 1 FROM cases_case WHERE id = ?", found[0][1]):
            return "no case"
        left = self._ask("SELECT sha256 FROM field_awaitedfile WHERE record = ? AND arrived_at IS NULL", key)
        return f"files: {len(left)}" if left else ""

    def arrivals(self, record: str) -> list[str]:
        found = self._ask("SELECT state FROM field_arrival WHERE id = ?", record.replace("-", ""))
        return [str(state) for (state,) in found]

    def cases_saying(self, mark: str) -> int:
        """How many cases carry these words?"""
        return int(
            self._ask('SELECT COUNT(DISTINCT "case") FROM cases_casetext WHERE words LIKE ?', f"%{mark}%")[0][
                0
            ]
        )

    def events(self, case: str) -> Counter[str]:
        """The kinds of a case's events with their number."""
        return Counter(
            str(kind)
            for (kind,) in self._ask(
                "SELECT kind FROM foundation_event WHERE subject = ?", case.replace("-", "")
            )
        )

    def photos(self, case: str) -> int:
        return int(
            self._ask('SELECT COUNT(*) FROM cases_photo WHERE "case" = ?', case.replace("-", ""))[0][0]
        )

    def voices(self, case: str) -> int:
        return int(
            self._ask('SELECT COUNT(*) FROM cases_voice WHERE "case" = ?', case.replace("-", ""))[0][0]
        )

    def _ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        return self._database.execute(sql, values).fetchall()
