"""What must not be lost, on disk."""
