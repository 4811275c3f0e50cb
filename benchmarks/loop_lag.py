"""What the loop of `borne serve` does when it is late: the stacks of the callbacks that take long.

Runs `borne` with the words that follow the file's name, and writes into that file how late the loop
was, how long the garbage collector took, and where the time of the long callbacks went.

    python -m benchmarks.loop_lag FILE serve --data …

A thread looks at the loop every few ms: this costs some of the speed that it looks for, so figures
for comparison come from a run without it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

from borne.cli import main as borne

TICK: Final = 0.01
"""s between two looks of the loop at the clock."""
LONG: Final = 0.010
"""s from which on a callback is looked into."""
LOOK: Final = 0.002
_RUN: Final = "_run"
"""What runs a callback; there is no public way to be told."""
_DEEPEST: Final = 6
"""Frames of a stack that are told, the innermost of Borne's own last."""


class Watch:
    """Sees each callback of the loop begin and end, and looks into those that last."""

    def __init__(self) -> None:
        self.lags: list[float] = []
        self.long: list[float] = []
        self.stacks: Counter[str] = Counter()
        self.collections: dict[int, list[float]] = {0: [], 1: [], 2: []}
        self._began: float | None = None
        self._collecting = 0.0
        self._ticks = False
        self._thread = threading.get_ident()
        self._run: Callable[[asyncio.Handle], None] = getattr(asyncio.Handle, _RUN)

    def begin(self) -> None:
        watch = self

        def run(handle: asyncio.Handle) -> None:
            watch.run(handle)

        setattr(asyncio.Handle, _RUN, run)
        gc.callbacks.append(self._collected)
        sys.setswitchinterval(LOOK / 4)
        threading.Thread(target=self._look, daemon=True).start()

    def run(self, handle: asyncio.Handle) -> None:
        if not self._ticks:
            self._ticks = True
            self._tick(asyncio.get_running_loop(), None)
        self._began = began = time.perf_counter()
        self._run(handle)
        self._began = None
        taken = time.perf_counter() - began
        if taken >= LONG:
            self.long.append(taken)

    def _tick(self, loop: asyncio.AbstractEventLoop, due: float | None) -> None:
        now = loop.time()
        if due is not None:
            self.lags.append(max(0.0, now - due))
        loop.call_later(TICK, self._tick, loop, now + TICK)

    def _collected(self, phase: str, info: dict[str, Any]) -> None:
        now = time.perf_counter()
        if phase == "start":
            self._collecting = now
        else:
            self.collections[info["generation"]].append(now - self._collecting)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK)
            began = self._began
            if began is None or time.perf_counter() - began < LONG:
                continue
            frame = sys._current_frames().get(self._thread)  # noqa: SLF001  there is no other way
            if frame is not None:
                self.stacks[_told(frame)] += 1

    def report(self) -> dict[str, Any]:
        """ms throughout; of the stacks, in how many looks each was seen."""
        return {
            "lag_ms": _spread(self.lags),
            "long_callbacks_ms": _spread(self.long),
            "collections_ms": {one: _spread(each) for one, each in self.collections.items()},
            "stacks": [{"looks": count, "stack": it} for it, count in self.stacks.most_common(25)],
        }


def _spread(taken: list[float]) -> dict[str, float]:
    if not taken:
        return {"count": 0}
    ordered = sorted(taken)
    named = {"median": 0.5, "p99": 0.99, "p999": 0.999}
    spread = {name: ordered[int(len(ordered) * part)] for name, part in named.items()}
    spread |= {"longest": ordered[-1], "total": sum(ordered)}
    return {"count": len(taken)} | {name: round(each * 1e3, 2) for name, each in spread.items()}


def _told(frame: FrameType) -> str:
    """The innermost frames, the outermost of them first."""
    names: list[str] = []
    seen: FrameType | None = frame
    while seen is not None and len(names) < _DEEPEST:
        code = seen.f_code
        if "asyncio" not in code.co_filename and code.co_filename != __file__:
            names.append(f"{Path(code.co_filename).stem}.{code.co_name}:{seen.f_lineno}")
        seen = seen.f_back
    return " > ".join(reversed(names))


def main() -> None:
    file, words = Path(sys.argv[1]), sys.argv[2:]
    watch = Watch()
    watch.begin()
    try:
        status = borne(words)
    finally:
        file.write_text(json.dumps(watch.report(), indent=2) + "\n")
    sys.exit(status)


if __name__ == "__main__":
    main()
