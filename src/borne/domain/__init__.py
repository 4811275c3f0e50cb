"""What a charger, a session and a decision are: values and life cycles, without I/O or a clock.

A frozen value holds only what was there before it, so no cycle begins in one: `gc=False` spares
the garbage collector the look at those of which there are thousands.
"""
