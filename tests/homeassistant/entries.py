"""Integrations of a real Core, set up and removed as a person does it: form by form."""

from __future__ import annotations

from typing import Any

import aiohttp

from .core import Core

FLOWS = "/api/config/config_entries/flow"
BROKER_SETTINGS = {
    "other_settings": {"set_client_cert": False, "set_ca_cert": "off", "transport": "tcp"}
}
"""What newer Cores ask for besides."""


async def add_entry(core: Core, handler: str, *forms: dict[str, Any]) -> str:
    """Fill in these forms one after the other; the entry that comes of it."""
    step = await core.post(FLOWS, {"handler": handler})
    for form in forms:
        step = await core.post(f"{FLOWS}/{step['flow_id']}", form)
    assert step["type"] == "create_entry", step
    id_: str = step["result"]["entry_id"]
    return id_


async def remove_entry(core: Core, entry: str) -> None:
    path = f"{core.url}/api/config/config_entries/entry/{entry}"
    headers = {"Authorization": f"Bearer {core.token}"}
    async with aiohttp.ClientSession(headers=headers) as http, http.delete(path) as answer:
        assert answer.status == 200


async def follow_broker(core: Core, port: int) -> None:
    """Set up the MQTT integration as a person does: settings, devices, the broker's address."""
    step = await core.post(FLOWS, {"handler": "mqtt"})
    path = f"{FLOWS}/{step['flow_id']}"
    if step["type"] == "menu":  # under a Supervisor
        await core.post(path, {"next_step_id": "broker"})
    form = {"broker": "127.0.0.1", "port": port}
    try:
        done = await core.post(path, form | BROKER_SETTINGS)
    except aiohttp.ClientResponseError:
        done = await core.post(path, form)
    assert done["type"] == "create_entry", done
