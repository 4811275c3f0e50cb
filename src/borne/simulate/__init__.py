"""A simulated home, car and charger: for the demo, the tests and the benchmark."""
