"""How long a test waits for what must come, and when it has."""

from collections.abc import Callable
from typing import Any, Final

PATIENCE: Final = 90.0
"""s; far more than it takes, so that a slow and busy machine fails no test. Nobody waits it out."""


def is_so(met: Callable[..., object], *state: Any) -> bool:
    """Whether something is true of a state; what it looks at need not be there yet."""
    try:
        return bool(met(*state))
    except LookupError:
        return False
