"""Home Assistant as the central system of EV chargers."""

__version__ = "0.1.0"
