"""Home Assistant Core and the Supervisor: sensors in, entities and events out."""
