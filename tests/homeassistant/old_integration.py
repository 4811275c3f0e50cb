"""What the OCPP integration (HACS) leaves in Core, without the integration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

MANIFEST: Final = {"domain": "ocpp", "name": "OCPP", "version": "0.8.0", "config_flow": True}
INIT: Final = """\
async def async_setup_entry(hass, entry):
    await hass.config_entries.async_forward_entry_setups(entry, ["sensor"])
    return True

async def async_unload_entry(hass, entry):
    return await hass.config_entries.async_unload_platforms(entry, ["sensor"])
"""
FLOW: Final = """\
from homeassistant import config_entries

class Flow(config_entries.ConfigFlow, domain="ocpp"):
    async def async_step_user(self, user_input=None):
        return self.async_create_entry(title="OCPP", data={})
"""
SENSOR: Final = """\
from homeassistant.components.sensor import SensorEntity

class Power(SensorEntity):
    _attr_unique_id = "ocpp.cp1.power_active_import.sensor"
    _attr_name = "cp1 power active import"
    _attr_native_unit_of_measurement = "kW"
    _attr_device_class = "power"
    _attr_state_class = "measurement"
    _attr_native_value = 7.2

async def async_setup_entry(hass, entry, add):
    add([Power()])
"""
FILES: Final = {
    "manifest.json": json.dumps(MANIFEST | {"codeowners": [], "documentation": "https://x.y"}),
    "__init__.py": INIT,
    "config_flow.py": FLOW,
    "sensor.py": SENSOR,
}
POWER: Final = "sensor.cp1_power_active_import"


def install(config: Path) -> None:
    """Put it into the configuration of a Core that has not started yet."""
    folder = config / "custom_components" / "ocpp"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text)
