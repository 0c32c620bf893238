"""What is a formula over named sets worth, and may it be scored at all?

The grammar is small: names of sets, whole or decimal numbers, + - * / and parentheses, for example
`on_time / (on_time + overdue)`. Values are exact fractions. A division by an empty set has no value:
"no cases", neither 0 nor 100 %.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from wangge.rules.errors import Refused

LONGEST = 200  # characters
DEEPEST = 12  # parts inside parts


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been read: its text and the tree of its parts."""

    text: str
    tree: ast.expr

    @property
    def names(self) -> tuple[str, ...]:
        """Return the sets that it reads, each once, as they come."""
        return tuple(dict.fromkeys(node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)))

    def value(self, counts: Mapping[str, int]) -> Fraction | None:
        """Return the exact value over these counts; None where it divides by an empty set."""
        try:
            return _value(self.tree, counts)
        except ZeroDivisionError:
            return None

    def sample(self, counts: Mapping[str, int]) -> int | None:
        """Return the smallest set that it divides by; None where it divides by none."""
        sizes = [_value(divisor, counts) for divisor in self._divisors()]
        return min((int(size) for size in sizes), default=None)

    def _divisors(self) -> Iterator[ast.expr]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _has_names(node.right):
                yield node.right

    def degree(self) -> int:
        """Return 0 for a share, 1 for a number of cases; refuse `formula.mixed` where both are added up."""
        return _degree(self.tree, self.text)

    def outside_divisors(self) -> tuple[str, ...]:
        """Return the sets whose growth alone could raise the value: all that stand outside a divisor."""
        inside = {id(node) for divisor in self._divisors() for node in ast.walk(divisor)}
        found = (node for node in ast.walk(self.tree) if id(node) not in inside)
        return tuple(dict.fromkeys(node.id for node in found if isinstance(node, ast.Name)))


def read_formula(text: str, known: Collection[str]) -> Formula:
    """Read a formula; refuse `formula.unreadable`, `formula.unknown_set`, `formula.no_set`."""
    formula = _read(text)
    for name in formula.names:
        if name not in known:
            raise Refused("formula.unknown_set", field="formula", set=name[:40])
    if not formula.names:
        raise Refused("formula.no_set", field="formula", formula=text)
    return formula


@lru_cache(maxsize=1024)
def _read(text: str) -> Formula:
    if len(text) > LONGEST or not text.isascii():
        raise Refused("formula.unreadable", field="formula", formula=text[:40])
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        raise Refused("formula.unreadable", field="formula", formula=text[:40]) from fault
    _check(tree, text, DEEPEST)
    return Formula(text.strip(), tree)


def _check(node: ast.expr, text: str, deep: int) -> None:
    if deep:
        match node:
            case ast.Name():
                return
            case ast.Constant(value=int() | float() as number) if (
                not isinstance(number, bool) and number < 10**9
            ):
                return
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
                _check(node.left, text, deep - 1)
                _check(node.right, text, deep - 1)
                return
            case ast.UnaryOp(op=ast.USub()):
                _check(node.operand, text, deep - 1)
                return
    raise Refused("formula.unreadable", field="formula", formula=text[:40])


def _value(node: ast.expr, counts: Mapping[str, int]) -> Fraction:
    match node:
        case ast.Name():
            return Fraction(counts[node.id])
        case ast.Constant():
            return Fraction(repr(node.value))  # the decimal as it is written
        case ast.UnaryOp():
            return -_value(node.operand, counts)
        case ast.BinOp(op=ast.Mult()):
            return _value(node.left, counts) * _value(node.right, counts)
        case ast.BinOp(op=ast.Div()):
            return _value(node.left, counts) / _value(node.right, counts)
        case ast.BinOp(op=ast.Sub()):
            return _value(node.left, counts) - _value(node.right, counts)
        case ast.BinOp():
            return _value(node.left, counts) + _value(node.right, counts)
    raise AssertionError(node)


def _degree(node: ast.expr, text: str) -> int:
    # Sets are counted in cases, numbers in nothing; only like may be added to like.
    match node:
        case ast.Name():
            return 1
        case ast.UnaryOp():
            return _degree(node.operand, text)
        case ast.BinOp():
            left, right = _degree(node.left, text), _degree(node.right, text)
            if isinstance(node.op, ast.Mult):
                return left + right
            if isinstance(node.op, ast.Div):
                return left - right
            if left != right:
                raise Refused("formula.mixed", field="formula", formula=text[:40])
            return left
    return 0


def _has_names(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) for part in ast.walk(node))
