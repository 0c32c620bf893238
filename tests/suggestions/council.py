"""A congress with its deputies, the two offices and heads of departments, built by the ordinary services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tests.builders import COUNTY, GRIDS, NOW, SINCE, Office, make_hat, make_office
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    found_congress,
    give_seat,
    keep_deputy,
)
from wangge.people.hats import Hat
from wangge.rules.posts import PostKind
from wangge.rules.seats import Basis
from wangge.rules.suggestions import Role
from wangge.suggestions.models import Reply, Suggestion
from wangge.suggestions.services import drafting, handing, rating, replying, screening
from wangge.suggestions.services.drafting import Text
from wangge.suggestions.services.replying import Commitment
from wangge.suggestions.services.setting_up import choose_scheme, load_presets

TEXT = Text("关于修复花园路口井盖的建议", "路口上水井盖多次破损，行人绊倒。", "更换井盖并定期检查。", "water")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Council:
    """The people of a congress; deputies and their hats in one order."""

    office: Office
    congress: UUID
    deputies: list[UUID]
    hats: list[Hat]
    clerk: Hat
    government: Hat
    head: Hat  # of water, whose handler is office.handler
    parks_head: Hat


def make_council(
    deputies: int = 3, *, password: str = "", area: str = COUNTY, presets: tuple[str, ...] = ("henan-2017",)
) -> Council:
    """An office, a congress with so many deputies, the packaged rules and scheme II."""
    office = make_office(password=password)
    congress, term = found_congress(COUNTY, area, "金水区人民代表大会", term=16, from_on=SINCE, now=NOW)
    keys, hats = [], []
    for number in range(deputies):
        hat = make_hat(f"deputy{number}", PostKind.DEPUTY, COUNTY, password=password)
        key = keep_deputy(COUNTY, f"代表{number}", account=hat.account_id, now=NOW)
        if number % 3 == 0:
            place = number // 3
            wish = ConstituencyWish(
                f"{place:02d}", f"第{place}选区", Basis.RESIDENTIAL, 3, units=(GRIDS[place],)
            )
            constituency = draw_constituency(COUNTY, term, wish, now=NOW)
        give_seat(COUNTY, key, constituency, from_on=SINCE, now=NOW)
        keys.append(key)
        hats.append(hat)
    load_presets(COUNTY, presets)
    choose_scheme(COUNTY, congress, NOW.year, "II", "常委会办公室通知")
    return Council(
        office, congress, keys, hats,
        clerk=make_hat("congress", PostKind.CONGRESS_CLERK, COUNTY, password=password),
        government=make_hat("government", PostKind.GOVERNMENT_CLERK, COUNTY, password=password),
        head=make_hat("head", PostKind.DEPARTMENT_HEAD, COUNTY, department="water", password=password),
        parks_head=make_hat("parkshead", PostKind.DEPARTMENT_HEAD, COUNTY, department="parks", password=password),
    )  # fmt: skip


class Way:
    """One paper on its way, a day later with each step."""

    def __init__(self, council: Council, *, signers: int = 1, text: Text = TEXT, at: datetime = NOW) -> None:
        self.council, self.at, self.office = council, at, council.office
        self.id = drafting.draft(council.hats[0], text, now=at)
        if signers > 1:
            drafting.open_to_sign(self.id, is_open=True, hat=council.hats[0], now=at)
        for hat in council.hats[1:signers]:
            drafting.sign(self.id, hat=hat, now=at)

    @property
    def row(self) -> Suggestion:
        """The paper as it stands."""
        return Suggestion.objects.get(pk=self.id)

    @property
    def reply(self) -> UUID:
        """The newest reply."""
        return Reply.objects.filter(suggestion=self.id).latest("drafted_at").pk

    def later(self, days: int = 1) -> datetime:
        """Let days go by."""
        self.at += days * DAY
        return self.at

    def submitted(self) -> "Way":
        drafting.submit(self.id, hat=self.council.hats[0], now=self.later())
        return self

    def registered(self) -> "Way":
        self.submitted()
        screening.register(self.id, one_matter=True, hat=self.council.clerk, now=self.later())
        return self

    def handed(self, *units: tuple[str, Role]) -> "Way":
        self.registered()
        handing.hand_over(
            self.id, units or [("water", Role.LEAD)], hat=self.council.government, now=self.later()
        )
        return self

    def accepted(self) -> "Way":
        self.handed()
        handing.accept(self.id, hat=self.office.handler, now=self.later())
        return self

    def contacted(self) -> "Way":
        self.later()
        handing.contact(
            self.id,
            way="on_site",
            on=self.at.date(),
            words="与代表一同察看路口",
            hat=self.office.handler,
            now=self.at,
        )
        return self

    def answered(self, grade: str = "A", *commitments: Commitment) -> "Way":
        """Contact, draft, signature, check: one round's reply of the lead unit."""
        self.contacted()
        replying.draft_reply(
            self.id, words="井盖已更换。", grade=grade, commitments=commitments, hat=self.office.handler,
            now=self.later(),
        )  # fmt: skip
        replying.sign_reply(self.id, hat=self.council.head, now=self.later())
        replying.send_reply(self.id, "water", hat=self.council.government, now=self.later())
        return self

    def rated(self, by: int = 0, *, result: str = "satisfied", attitude: str = "satisfied") -> "Way":
        rating.rate(
            self.id, self.reply, attitude=attitude, result=result, hat=self.council.hats[by], now=self.later()
        )
        return self
