"""The MQTT broker: each charger as a device of Home Assistant, with its controls."""
