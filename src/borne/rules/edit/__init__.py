"""Gestures on a rule text: each becomes the few characters that it must change, and its inverse."""
