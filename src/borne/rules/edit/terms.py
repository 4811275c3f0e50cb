"""Expressions changed as text: one more thing that must hold, or one less."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from borne.rules.edit import sentences
from borne.rules.edit.patch import Edit
from borne.rules.edit.refusal import Refused
from borne.rules.expression import (
    Call,
    Compare,
    Items,
    Literal,
    Logic,
    Negative,
    Not,
    Ref,
    Sum,
    Tree,
    parse_expression,
)
from borne.rules.lexer import Token, WrongExpression, tokens


def with_term(text: str, term: str) -> tuple[Edit, ...]:
    """Return what makes `term` hold too: ` and term` at the end. Raises Refused."""
    tree, new = _read(text), _read(term)
    added = f"({term})" if _is_or(new) else term
    end = len(text.rstrip())
    if not _is_or(tree):
        return (Edit(end, end, f" and {added}"),)
    start = len(text) - len(text.lstrip())
    return Edit(start, start, "("), Edit(end, end, f") and {added}")


def without_name(text: str, name: str) -> tuple[Edit, ...] | None:
    """Return what takes out each part that asks `name`; None: nothing would be left."""
    tree = _read(text)
    if not reads(tree, name):
        return ()
    return _without(text, tokens(text), tree, name)


def asks(text: str, name: str) -> bool:
    """Whether an expression asks a name; one that is wrong asks nothing."""
    try:
        return reads(parse_expression(text), name)
    except WrongExpression:
        return False


def reads(tree: Tree, name: str) -> bool:
    """Whether a name is read in it."""
    if isinstance(tree, Ref):
        return tree.name == name
    return any(reads(part, name) for part in _parts(tree))


def _parts(tree: Tree) -> tuple[Tree, ...]:
    match tree:
        case Logic():
            return tree.operands
        case Not() | Negative():
            return (tree.operand,)
        case Sum():
            return tree.left, tree.right
        case Compare():
            return tree.first, *(part for _, part in tree.rest)
        case Items():
            return tree.items
        case Call():
            return tree.arguments
        case Literal() | Ref():
            return ()


def _without(text: str, found: list[Token], tree: Tree, name: str) -> tuple[Edit, ...] | None:
    if isinstance(tree, Not):
        return _without(text, found, tree.operand, name)
    if not isinstance(tree, Logic):
        return None if reads(tree, name) else ()
    kept = [_without(text, found, one, name) for one in tree.operands]
    if all(one is None for one in kept):
        return None
    spans = list(_spans(found, tree))
    first = next(index for index, one in enumerate(kept) if one is not None)
    edits: list[Edit] = []
    for index, inner in enumerate(kept):
        if inner is not None:
            edits += inner
        elif index > first:
            edits.append(Edit(spans[index - 1][1], spans[index][1], ""))
    if first:
        edits.insert(0, Edit(spans[0][0], spans[first][0], ""))
    return tuple(edits)


def _spans(found: list[Token], tree: Logic) -> Iterator[tuple[int, int]]:
    """Return from where to where each operand stands, with its brackets."""
    joins = [
        next(
            index
            for index, token in enumerate(found)
            if one.end <= token.start < other.start and token.text == tree.word
        )
        for one, other in pairwise(tree.operands)
    ]
    first = _reach(found, joins[0], -1, tree.word)
    last = _reach(found, joins[-1], 1, tree.word)
    bounds = [first - 1, *joins, last + 1]
    for before, after in pairwise(bounds):
        yield found[before + 1].start, found[after - 1].end


def _reach(found: list[Token], join: int, step: int, word: str) -> int:
    """Return the last token that belongs to the operand on one side of a join."""
    opening, closing = ("([", ")]") if step > 0 else (")]", "([")
    ends = {",", ""} | ({"or"} if word == "and" else set())
    depth, index = 0, join
    while 0 <= index + step < len(found):
        token = found[index + step].text
        if token in opening and token:
            depth += 1
        elif token in closing and token:
            depth -= 1
        if depth < 0 or (depth == 0 and token in ends):
            break
        index += step
    return index


def _is_or(tree: Tree) -> bool:
    return isinstance(tree, Logic) and tree.word == "or"


def _read(text: str) -> Tree:
    try:
        return parse_expression(text)
    except WrongExpression as error:
        raise Refused(sentences.NOT_AN_EXPRESSION(text=text[:80], reason=error.message)) from error
