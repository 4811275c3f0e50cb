"""A mapping of which a changed copy costs little, however large it is."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from math import isqrt
from typing import Final, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

_LEAST: Final = 16


class Layered(Mapping[K, V]):
    """What is, and above it the few that have changed since: a copy takes over the rest as it is.

    Once the changed ones are more than the root of all, they go down into one layer. So a change
    costs that root, where a copied dict costs the whole. The order is that of a dict.
    """

    __slots__ = ("_base", "_top")

    def __init__(self, base: Mapping[K, V], top: dict[K, V] | None = None) -> None:
        self._base = base
        self._top: dict[K, V] = {} if top is None else top

    @classmethod
    def of(cls, mapping: Mapping[K, V]) -> Layered[K, V]:
        """That mapping; it must not be changed afterwards."""
        return mapping if isinstance(mapping, Layered) else cls(mapping)

    def with_item(self, key: K, value: V) -> Layered[K, V]:
        """This mapping with one item replaced, or added at the end."""
        top = {**self._top, key: value}
        if len(top) < _LEAST or len(top) <= isqrt(len(self._base)):
            return Layered(self._base, top)
        return Layered({**self._base, **top})

    def __getitem__(self, key: K) -> V:
        top = self._top
        return top[key] if key in top else self._base[key]

    @overload
    def get(self, key: K, /) -> V | None: ...

    @overload
    def get(self, key: K, /, default: V | D) -> V | D: ...

    def get(self, key: K, /, default: V | D | None = None) -> V | D | None:
        """As of a dict."""
        top = self._top
        return top[key] if key in top else self._base.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self._top or key in self._base

    def __iter__(self) -> Iterator[K]:
        base = self._base
        yield from base
        yield from (key for key in self._top if key not in base)

    def __len__(self) -> int:
        base = self._base
        return len(base) + sum(1 for key in self._top if key not in base)

    def values(self) -> ValuesView[V]:
        """The values, in the order of their keys."""
        return self._whole().values()

    def items(self) -> ItemsView[K, V]:
        """The items, in the order of their keys."""
        return self._whole().items()

    def __repr__(self) -> str:
        return repr(dict(self.items()))

    def _whole(self) -> Mapping[K, V]:
        return {**self._base, **self._top} if self._top else self._base
