"""`python -m borne` is the `borne` command."""

from borne.cli import main

raise SystemExit(main())
