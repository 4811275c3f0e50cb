"""How long a test waits for what must come."""

from typing import Final

PATIENCE: Final = 90.0
"""s; far more than it takes, so that a slow and busy machine fails no test. Nobody waits it out."""
