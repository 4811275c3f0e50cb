"""One task owns all state: events in, commands out."""
