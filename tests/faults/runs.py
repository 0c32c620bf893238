"""Is nothing lost, nothing doubled and every state true, however the line, the phone and the server break?

Every run keeps reports, photos, an act and a voice on a phone, breaks some of its requests, lets the network heal,
waits until the phone says that everything is delivered, and compares the server's rows with the phone's.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults.cutting import FORGED, MOMENTS, REQUESTS, WAYS, CuttingLine, Fault
from tests.faults.phone import Broken, Dead, Disk, Phone
from tests.faults.rows import Rows
from tests.faults.tasks import GRID, HEAP
from tests.pictures import a_photo
from wangge.foundation.ids import uuid7

LARGE, SMALL = 1_300_000, 200_000
PASSES_MOST = 40  # of a healed line, until everything is delivered
DRAWN = 4  # faults of one run
CELLS = tuple((request, moment, way) for request in REQUESTS for moment in MOMENTS for way in WAYS) + tuple(
    (request, "instead", "forge") for request in FORGED
)


class Untrue(AssertionError):
    """Something was lost, doubled, or said to be where it is not."""


@dataclass(slots=True)
class Made:
    """A record that a run made: what it is, and what must be on the server once."""

    id: str
    form: str
    mark: str = ""
    files: int = 0
    case: str = ""


@dataclass(slots=True)
class Told:
    """What came of one run: its faults, records of the phone, accepted records and photos of the server."""

    number: int
    faults: list[str] = field(default_factory=list)
    phone: int = 0
    server: int = 0
    photos: int = 0
    looks: int = 0  # how often what the phone said was compared with the rows


def deck(seed: int) -> Iterator[Fault]:
    """Every cell in a shuffled order, again and again, each time at another byte."""
    chance = random.Random(seed)
    while True:
        cells = list(CELLS)
        chance.shuffle(cells)
        for cell in cells:
            yield Fault(*cell, chance.random())


class Soak:
    """Runs of one phone behind one line; the same seed makes the same runs."""

    def __init__(
        self, line: CuttingLine, rows: Rows, tasks: dict[str, list[str]], disk: Disk, *, seed: int,
        is_gullible: bool = False,
    ) -> None:  # fmt: skip
        self.line, self.rows, self.disk, self.seed = line, rows, disk, seed
        self._tasks, self._deck, self._is_gullible = tasks, deck(seed), is_gullible
        self.unstruck: Counter[str] = Counter()
        self._photo = a_photo(seed % 100 + 1, (160, 120))
        self.phone = self._switch_on()

    def run_all(self, runs: int) -> list[Told]:
        """So many runs, one after another; raises Untrue at the first that is not."""
        return [self.run(number) for number in range(runs)]

    def run(self, number: int) -> Told:
        """One run; raises Untrue."""
        chance = random.Random(f"{self.seed}-{number}")
        told = Told(number)
        self.disk.records.clear()
        self._until_well(told)
        made = [self._act(number), self._voice(number), self._report(chance)]
        for _ in range(DRAWN):
            fault = next(self._deck)
            made.append(self._report(chance, fault.request))
            self._break(fault, chance, told)
            self._look(told)
        self.line.heal()
        self._until_well(told)
        self._compare(made, told)
        return told

    def _break(self, fault: Fault, chance: random.Random, told: Told) -> None:
        if fault.request == "tus-head":
            # How far did it come? is asked only after a cut.
            self.line.arm(Fault("tus-patch", "after", "cut", 0.0))
            self._pass()
        if fault.request == "session" and chance.random() < 0.5:
            self.disk.cookies.clear()
        self.line.arm(fault)
        self._pass()
        if self.line.heal():
            self.unstruck[fault.cell] += 1
        else:
            told.faults.append(fault.cell)
        if fault.way == "browser":
            if chance.random() < 0.5:
                self.disk.cookies.clear()  # a browser that died may have forgotten its log-in
            self.phone = self._switch_on()

    def _pass(self) -> bool:
        try:
            self.phone.one_pass()
        except (Broken, Dead):
            return False
        return True

    def _switch_on(self) -> Phone:
        phone = Phone(self.line.port, self.disk, is_gullible=self._is_gullible)

        def die() -> None:
            phone.is_dead = True

        self.line.kill_browser = die
        return phone

    def _until_well(self, told: Told) -> None:
        for _ in range(PASSES_MOST):
            is_well = self._pass()
            self._look(told)
            if is_well and not any(one.is_open for one in self.disk.records.values()):
                return
        raise Untrue(
            f"run {told.number}: {[one.phase for one in self.disk.records.values()]} after {PASSES_MOST} passes"
        )

    def _look(self, told: Told) -> None:
        """No record says delivered whose row or file is not there."""
        told.looks += 1
        for record in self.disk.said_delivered():
            lacking = self.rows.missing_of(record.id)
            if lacking:
                raise Untrue(f"run {told.number}: {record.id} says delivered; the server: {lacking}")

    def _compare(self, made: list[Made], told: Told) -> None:
        told.phone = len(self.disk.records)
        if {one.id for one in made} != set(self.disk.records):
            raise Untrue(f"run {told.number}: the phone has not what was made on it")
        for one in made:
            fault = self._fault_of(one)
            if fault:
                raise Untrue(f"run {told.number}: {one.form} {one.id}: {fault}")
            told.server += len(self.rows.arrivals(one.id))
            told.photos += one.files

    def _fault_of(self, one: Made) -> str:
        kept = self.disk.records[one.id]
        if kept.phase != "delivered" or self.rows.arrivals(one.id) != ["accepted"]:
            return f"phone {kept.phase} {kept.code}, server {self.rows.arrivals(one.id)}"
        if one.form == "report":
            found = self.rows.cases_saying(one.mark), self.rows.photos(kept.case)
            return "" if found == (1, one.files) else f"(cases, photos) {found}, not (1, {one.files})"
        if one.form == "act":
            times = self.rows.events(one.case)["case.verified"]
            return "" if times == 1 else f"acted {times} times"
        voices = self.rows.voices(one.case)
        return "" if voices == 1 else f"{voices} voices"

    def _report(self, chance: random.Random, request: str = "") -> Made:
        mark = f"浸泡 {uuid7()}"
        sizes = [LARGE] if request.startswith("tus") else [SMALL] if request == "put" else []
        if chance.random() < 0.1:
            sizes.append(LARGE)
        # After the end of a JPEG anything may follow; no two photos are the same file.
        files = [self._photo + chance.randbytes(size) for size in sizes]
        body = {
            "category": HEAP, "words": mark, "place": "155号院", "lon": None, "lat": None, "accuracy_m": None,
            "crs": "EPSG:4326", "unit": GRID, "condition": None, "asset": None, "solved": False, "source": "grid",
        }  # fmt: skip
        return Made(self.disk.add("report", body, files), "report", mark, len(files))

    def _act(self, number: int) -> Made:
        case = self._tasks["verify"][number]
        body = {"case": case, "act": "verify_found", "seen": 2, "words": "现场属实"}
        return Made(self.disk.add("act", body), "act", case=case)

    def _voice(self, number: int) -> Made:
        case = self._tasks["voice"][number]
        return Made(self.disk.add("voice", {"case": case}), "voice", case=case)
