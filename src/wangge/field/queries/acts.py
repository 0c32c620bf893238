"""What may this hat do about a matter right now, and what does each act ask for on a phone?"""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from wangge.cases.queries.acting import Standing, acted, moves_open
from wangge.cases.queries.desk import desk
from wangge.cases.queries.page import Dossier
from wangge.cases.queries.rows import language_now
from wangge.cases.views.acts import CAUSES, GRAVE, WITH_PHOTOS, makes_longer
from wangge.cases.views.clocks import limit_unit
from wangge.people.hats import Hat
from wangge.rules.workflow import Effect, Move, Proof

# What a phone can ask for; an act that needs more (a supervisor) is a desk's.
ASKED = frozenset(Proof) - {Proof.SUPERVISOR}
Act = dict[str, Any]


def acts_of(hat: Hat, found: Dossier) -> list[Act]:
    """Return the acts open to a hat, in the table's order; the first that is not grave is the main one."""
    shown = [_act(found, move, _then(hat, found, move)) for move in _askable(found.moves)]
    main = next((act for act in shown if act["act"] not in GRAVE), None)
    return [act | {"main": act is main} for act in shown]


def _askable(moves: Sequence[Move]) -> list[Move]:
    return [move for move in moves if move.needs <= ASKED]


def _act(found: Dossier, move: Move, then: Sequence[Act] = ()) -> Act:
    needs = _needs(found, move)
    act = {
        "act": move.act, "label": move.en if language_now() == "en" else move.zh, "needs": needs,
        "takes_photo": move.effect in WITH_PHOTOS or Proof.RESULT in move.needs,
        "choices": {need: _choices(found, need) for need in needs if need in _CHOICES}, "main": False,
    }  # fmt: skip
    return act | {"then": list(then)} if then else act


def _needs(found: Dossier, move: Move) -> list[str]:
    needs = [str(proof) for proof in Proof if proof in move.needs]
    if Proof.UNTIL in move.needs and makes_longer(found, move):
        needs[needs.index(Proof.UNTIL)] = AMOUNT
    category = desk(found.case.county).categories.get(found.case.category)
    if move.event == "case.handled" and category is not None and category.photo_reason:
        needs.append(PHOTO)
    if move.effect in {Effect.DISPATCH, Effect.REASSIGN, Effect.RULE} and len(_conditions(found)) > 1:
        needs.append(CONDITION)
    return needs


AMOUNT, PHOTO, CONDITION = "amount", "photo", "condition"


def _then(hat: Hat, found: Dossier, move: Move) -> list[Act]:
    # What follows at once where an act asks for nothing: sign for it, then hand it in, both in a basement.
    if move.needs or move.to in {"=", found.case.state}:
        return []
    done = {act: set(accounts) for act, accounts in acted(found.workflow, found.history).items()}
    done.setdefault(move.act, set()).add(hat.account_id.hex)
    then = copy(found.case)
    then.state = move.to
    later = Standing(then, hat, desk(hat.county), done, found.now)
    return [_act(found, one) for one in _askable(moves_open(found.workflow, later))]


def _choices(found: Dossier, need: str) -> list[dict[str, str]] | str:
    if need == AMOUNT:
        return limit_unit(desk(found.case.county).limit_of(found.case).unit)
    return [{"key": key, "name": name} for key, name in _CHOICES[need](found).items()]


def _departments(found: Dossier) -> Mapping[str, str]:
    return {row.code: row.name for row in desk(found.case.county).departments.values()}


def _causes(_found: Dossier) -> Mapping[str, str]:
    return {str(cause): str(label) for cause, label in CAUSES.items()}


def _conditions(found: Dossier) -> Mapping[str, str]:
    known = desk(found.case.county)
    rows = known.limits.conditions_of(found.case.category, known.today(found.now))
    return {str(row.number): row.condition for row in rows}


_CHOICES = {
    str(Proof.DEPARTMENT): _departments, str(Proof.DEPARTMENTS): _departments, str(Proof.CAUSE): _causes,
    CONDITION: _conditions, AMOUNT: _conditions,
}  # fmt: skip
