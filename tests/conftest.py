"""What every test shares: examples that are the same in each run."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("borne", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("borne")
