"""From a decision to amps: surplus, limits, the contract guard, sharing. Pure."""
