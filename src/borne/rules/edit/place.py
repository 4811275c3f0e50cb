"""Where something new stands in a text, and what goes with something that leaves it."""

from __future__ import annotations

from collections.abc import Iterator

from borne.rules.edit import sentences
from borne.rules.edit.lines import indented
from borne.rules.edit.page import Page, Region
from borne.rules.edit.patch import Edit
from borne.rules.edit.refusal import Refused
from borne.rules.edit.tree import Data, Item, Mapping, Pair, Sequence, empty
from borne.rules.edit.write import write_flow, write_pairs, write_scalar, write_value


def new_pair(
    page: Page,
    holder: Mapping | None,
    key: str,
    value: Data,
    order: tuple[str, ...],
    lines: str = "",
) -> Edit:
    """Write a pair that is not there yet where a person would look for it; None: a first one.

    `lines`: as it is written elsewhere.
    """
    if holder is None:
        written = indented(lines, "", page.line_break) or _section(page, key, value, "")
        written += page.line_break
        ended = not page.text or page.text[-1] in "\r\n"
        end = len(page.text)
        return Edit(end, end, written if ended else page.line_break + written)
    before = _before(holder, key, order)
    if holder.flow:
        written = f"{write_scalar(key, flow=True)}: {write_flow(value)}"
        if not holder.pairs:
            return Edit(holder.start + 1, holder.start + 1, written)
        if before is None:
            return Edit(holder.start + 1, holder.start + 1, f"{written}, ")
        return Edit(before.end, before.end, f", {written}")
    indent = " " * page.column(holder.pairs[0].start)
    last = before or holder.pairs[0]
    if lines:
        written = indented(lines, indent, page.line_break)
    elif holder is page.root:
        written = _section(page, key, value, indent)
    else:
        written = f"{write_scalar(key)}: {write_value(value)}"
    if before is None and page.text[page.line_start(last.start) : last.start].strip(" ") == "":
        start = page.line_start(last.start)
        return Edit(start, start, f"{indent}{written}{page.line_break}")
    place = page.tail(last.end)
    apart = page.line_break if holder is page.root and _airy(page, holder) else ""
    return Edit(place, place, f"{apart}{page.line_break}{indent}{written}")


def pair_of_flow(page: Page, part: Pair | Item, value: Data, *, flow: bool) -> Edit:
    """Write the value of a key that has none, or of a dash."""
    place = part.value.end
    if flow:
        return Edit(place, place, f" {write_flow(value)}")
    if isinstance(part, Item) or isinstance(value, str) or not value:
        return Edit(place, place, f" {write_value(value)}")
    indent = " " * (page.column(part.start) + page.unit())
    place = page.tail(place)
    return Edit(place, place, page.line_break + _block(page, value, indent))


def new_item(page: Page, holder: Sequence, index: int, value: Data, lines: str = "") -> Edit:
    """Write an item before another, or after the last; `lines`: as it is written elsewhere."""
    items = holder.items
    if holder.flow:
        written = write_flow(value)
        if not items:
            return Edit(holder.start + 1, holder.start + 1, written)
        if index < len(items):
            return Edit(items[index].start, items[index].start, f"{written}, ")
        return Edit(items[-1].end, items[-1].end, f", {written}")
    column = page.column(items[0].start)
    indent = " " * column
    written = indent + (
        indented(lines, indent, page.line_break)
        if lines
        else _item(page, value, column, _space(page, items[0]))
    )
    if index < len(items):
        place = page.region(items[index]).start
        apart = page.line_break if _apart(page, items, index) else ""
        return Edit(place, place, f"{written}{page.line_break}{apart}")
    place = page.tail(items[-1].end)
    try:
        end = page.region(items[-1]).end
    except Refused:
        end = place
    if end > place and page.text[end - 1 : end] in "\r\n":
        place = end - (2 if page.text[end - 2 : end] == "\r\n" else 1)
    elif end > place:
        place = end
    apart = page.line_break if _apart(page, items, len(items) - 1) else ""
    return Edit(place, place, f"{apart}{page.line_break}{written}")


def without(page: Page, holder: Mapping | Sequence, part: Pair | Item) -> Edit:
    """Take a pair or an item out, with what belongs to it."""
    parts: tuple[Pair | Item, ...] = holder.pairs if isinstance(holder, Mapping) else holder.items
    at = next(index for index, one in enumerate(parts) if one is part)
    following = parts[at + 1] if at + 1 < len(parts) else None
    if holder.flow:
        return _out_of_flow(page, parts, at)
    if page.text[page.line_start(part.start) : part.start].strip(" "):
        # the first pair, on the line of its dash
        if following is None or "#" in page.text[part.end : following.start]:
            raise Refused(sentences.TOO_ODD())
        return Edit(part.start, following.start, "")
    return page.cut(page.region(part))


def items_moved(page: Page, holder: Sequence, index: int, before: int) -> Iterator[Edit]:
    """Carry an item over its neighbours; blank lines between them stay between them."""
    items = holder.items
    if before in (index, index + 1):
        return
    if holder.flow:
        yield from _turned(page, items, index, before)
        return
    regions = [page.region(item) for item in items]
    text = page.text
    moved, line_break = regions[index], page.line_break
    body = text[moved.start : moved.end]
    if not body.endswith(("\n", "\r")):
        body += line_break
    if before < index:
        gap = _gap(page, regions[index - 1], moved)
        start = regions[before].start
        yield Edit(start, start, body + gap)
        yield page.cut(Region(moved.start - len(gap), moved.end))
        return
    gap = _gap(page, moved, regions[index + 1])
    yield Edit(moved.start, moved.end + len(gap), "")
    end = regions[min(before, len(items)) - 1].end
    if text[end - 1] in "\r\n":
        yield Edit(end, end, gap + body)
    else:
        bare = body.removesuffix("\r\n") if body.endswith("\r\n") else body[:-1]
        yield Edit(end, end, line_break + gap + bare)


def _gap(page: Page, one: Region, other: Region) -> str:
    """What stands between two regions, where that is nothing but blank lines."""
    return page.text[one.end : other.start] if page.blank(one.end, other.start) else ""


def _turned(page: Page, items: tuple[Item, ...], index: int, before: int) -> Iterator[Edit]:
    order = list(range(len(items)))
    order.insert(before - (before > index), order.pop(index))
    for place, source in zip(items, order, strict=True):
        new = items[source]
        yield Edit(place.start, place.end, page.text[new.start : new.end])


def _out_of_flow(page: Page, parts: tuple[Pair | Item, ...], at: int) -> Edit:
    part, text = parts[at], page.text
    if at + 1 == len(parts):
        if at == 0 or "#" in text[parts[at - 1].end : part.start]:
            return Edit(part.start, part.end, "")
        return Edit(parts[at - 1].end, part.end, "")
    end = text.index(",", part.end) + 1 if "#" not in text[part.end : parts[at + 1].start] else -1
    if end < 0:
        raise Refused(sentences.TOO_ODD())
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    return Edit(part.start, end, "")


def _before(holder: Mapping, key: str, order: tuple[str, ...]) -> Pair | None:
    """Return the pair after which a new key stands; None: before all."""
    if not holder.pairs:
        return None
    if key not in order:
        return holder.pairs[-1]
    ahead = set(order[: order.index(key)])
    found = [pair for pair in holder.pairs if pair.key.value in ahead]
    return found[-1] if found else holder.pairs[0]


def _section(page: Page, key: str, value: Data, indent: str) -> str:
    """Write a pair of the root: its value in a block where it has parts."""
    if isinstance(value, str) or not value:
        return f"{write_scalar(key)}: {write_value(value)}"
    inner = indent + " " * page.unit()
    return f"{write_scalar(key)}:{page.line_break}{_block(page, value, inner)}"


def _block(page: Page, value: Data, indent: str) -> str:
    """Write the parts of a value, each on its line."""
    if isinstance(value, dict):
        return indent + write_pairs(value, indent, page.line_break)
    column = len(indent)
    items = value if isinstance(value, list) else [value]
    return page.line_break.join(indent + _item(page, one, column, 1) for one in items)


def _item(page: Page, value: Data, column: int, space: int) -> str:
    if isinstance(value, dict) and value:
        indent = " " * (column + 1 + space)
        return "-" + " " * space + write_pairs(value, indent, page.line_break)
    return "-" + " " * space + write_value(value)


def _space(page: Page, item: Item) -> int:
    """How far the values stand behind their dashes."""
    if item.dash is None or empty(item.value):
        return 1
    between = page.text[item.dash + 1 : item.value.start]
    return len(between) if between and not between.strip(" ") else 1


def _apart(page: Page, items: tuple[Item, ...], index: int) -> bool:
    """Whether items stand apart by blank lines."""
    if len(items) < 2:
        return False
    at = max(1, min(index, len(items) - 1))
    one, other = page.region(items[at - 1]), page.region(items[at])
    return other.start > one.end and page.blank(one.end, other.start)


def _airy(page: Page, holder: Mapping) -> bool:
    """Whether blank lines stand between the sections."""
    pairs = holder.pairs
    if len(pairs) < 2:
        return True
    start = page.tail(pairs[-2].end)
    between = page.text[start : pairs[-1].start].replace("\r\n", "\n").replace("\r", "\n")
    return "\n\n" in between
