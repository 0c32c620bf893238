"""Taking a case along the loop in tests: who usually does which act, and what it brings along."""

from datetime import datetime, timedelta
from uuid import UUID

from tests.builders import NOW, Office, a_report, checker_of
from wangge.cases.models import Case
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import Moved, move_case
from wangge.people.hats import Hat

STEP = timedelta(minutes=5)
ACTS_OF = {
    "leader": "file refuse void close merge ask_verify grant_hang deny_hang grant_cannot advise",
    "dispatcher": "dispatch grant_return deny_return reassign "
    "split grant_extension deny_extension grant_deferral join",
    "overseer": "rule call_visit rule_on_site oversee lift remind take_up give_up reopen",
    "worker": "verify_found verify_not_found",
}
USUAL = {act: who for who, acts in ACTS_OF.items() for act in acts.split()}


class Walk:
    """One case and the time that goes by from act to act."""

    def __init__(
        self, office: Office, case: UUID | None = None, *, at: datetime = NOW, **changes: object
    ) -> None:
        self.office, self.at = office, at
        self.id = case or report_case(office.worker, a_report(at=at, **changes), now=at).case_id

    @property
    def case(self) -> Case:
        """The row as it stands."""
        return Case.objects.get(pk=self.id)

    def act(self, name: str, words: str = "见说明", *, hat: Hat | None = None, **brought: object) -> Moved:
        """Do an act five minutes after the last one, by whoever usually does it."""
        self.at += STEP
        if hat is None:
            hat = checker_of(self.office, self.id) if name in {"pass", "fail"} else self._usual(name)
        return move_case(self.id, name, hat=hat, now=self.at, brought=Brought(words=words, **brought))  # type: ignore[arg-type]

    def _usual(self, name: str) -> Hat:
        if name in USUAL:
            return getattr(self.office, USUAL[name])  # type: ignore[no-any-return]
        return self.office.handler if self.case.department == "water" else self.office.stranger

    def to(self, state: str) -> "Walk":
        """Walk the main line until a state."""
        line = {
            "reported": "file", "filed": "dispatch", "dispatched": "sign", "handling": "feed_back",
            "handled": "pass", "checked": "close",
        }  # fmt: skip
        while self.case.state != state:
            name = line[self.case.state]
            self.act(name, **({"department": "water"} if name == "dispatch" else {}))
        return self
