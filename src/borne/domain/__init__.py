"""What a charger, a session and a decision are: values and life cycles, without I/O or a clock."""
