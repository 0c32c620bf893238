"""Who may write to a reporter, open a sealed contact, and hear that a reporter is under pressure?"""

from collections.abc import Collection
from datetime import date

from wangge.cases.policies import DESK
from wangge.cases.queries.chain import Concerned
from wangge.people.hats import Hat
from wangge.people.queries import hats, holders
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

# Who dispatches or answers for those who do; a clerk writes to a reporter, but opens nothing.
OPENERS = DESK - {PostKind.INTAKE_CLERK}


def is_of_the_desk(hat: Hat) -> bool:
    """Say whether a hat stands between reporters and units."""
    return hat.kind in DESK


def refuse_strangers(hat: Hat, matter: Concerned, *, on: date, posts: Collection[PostKind] = DESK) -> None:
    """Refuse `reporters.not_the_desk` to other posts, and `reporters.recused` to whoever also belongs to a unit
    that handles the matter or is complained of (rulings.md, Roles: no sealed fact crosses hats).
    """
    if hat.kind not in posts:
        raise Refused("reporters.not_the_desk", post=hat.kind)
    refuse_concerned(hat, matter, on=on)


def refuse_concerned(hat: Hat, matter: Concerned, *, on: date) -> None:
    """Refuse `reporters.recused` to a person with a post in a unit concerned, whatever hat is worn."""
    own = {one.department for one in hats(hat.account_id, on=on)} - {""}
    if own & matter.departments:
        raise Refused("reporters.recused")


def reads_pleas(hat: Hat, *, on: date) -> bool:
    """Say whether pleas of pressed reporters reach this hat: an overseer; a county without one, its administrator."""
    if hat.kind is PostKind.OVERSEER:
        return True
    if hat.kind is not PostKind.ADMINISTRATOR:
        return False
    return all(one.kind is not PostKind.OVERSEER for one in holders(hat.county, [hat.county], on=on))
