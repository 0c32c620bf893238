"""What does an act bring along, and is it of a size and kind that can be taken?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.rules.errors import Refused
from wangge.rules.words import fitting
from wangge.rules.workflow import Proof

WORDS_MOST = 2000
TARGET_MOST = 40
DAYS_MOST = 366  # no limit is extended by more units than this; our assumption
PHOTOS_MOST = 6
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Brought:
    """What an act brings along: words (a reason or a result), departments, photos, a day, another case."""

    words: str = ""
    department: str = ""
    photos: tuple[bytes, ...] = ()
    departments: tuple[str, ...] = ()  # helping ones beside the lead, or those of the parts
    cause: str = ""
    until: datetime | None = None
    target: str = ""  # number or id of another case
    supervisor: UUID | None = None
    condition: int | None = None  # the condition row that the dispatcher chose
    amount: int | None = None  # by how much longer, in the unit of the case's limit
    promised: tuple[str, ...] = ()  # SHA-256, as sent, of photos that are still on their way

    def day(self, now: datetime) -> datetime:
        """Return the moment named; refuse `case.until_passed` for one that is not ahead."""
        if self.until is None or self.until <= now:
            raise Refused("case.until_passed", field="until")
        return self.until

    def shown(self) -> set[Proof]:
        """Return what is there of what an act may ask for."""
        has = {
            Proof.REASON: bool(self.words.strip()), Proof.RESULT: bool(self.words.strip()),
            Proof.DEPARTMENT: bool(self.department), Proof.DEPARTMENTS: len(set(self.departments)) > 1,
            Proof.CAUSE: bool(self.cause), Proof.UNTIL: self.until is not None or self.amount is not None,
            Proof.TARGET: bool(self.target),
            Proof.SUPERVISOR: self.supervisor is not None,
        }  # fmt: skip
        return {proof for proof, is_there in has.items() if is_there}

    def check(self) -> None:
        """Refuse `case.words_too_long`, `case.words_unreadable` and `case.too_many_photos`."""
        fitting(self.words, "words", WORDS_MOST)
        fitting(self.target, "target", TARGET_MOST)
        if self.amount is not None and not 1 <= self.amount <= DAYS_MOST:
            raise Refused("case.bad_amount", field="amount", amount=self.amount, limit=DAYS_MOST)
        if len(self.photos) + len(self.promised) > PHOTOS_MOST:
            raise Refused("case.too_many_photos", field="photos", limit=PHOTOS_MOST)


def check_promised(promised: Sequence[str], *, matter_only: bool) -> None:
    """Refuse `case.bad_promise` for what is no SHA-256, and `case.photo_of_people` like a photo that is there."""
    if promised and matter_only:
        raise Refused("case.photo_of_people", field="photos")
    for sha256 in promised:
        if not _SHA256.fullmatch(sha256):
            raise Refused("case.bad_promise", field="promised", sha256=sha256[:12])


NOTHING = Brought()
