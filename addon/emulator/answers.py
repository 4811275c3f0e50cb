"""What the Supervisor says of the machine: the `data` of its answers.

Core reads them into types of its own, so each answer has every key, and null where the real one
has no value either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from addon.emulator.manifest import form
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from addon.emulator.machine import Machine

VERSION: Final = "2026.08.0"
BOARD: Final = "generic-x86-64"
ARCH: Final = "amd64"
OS_VERSION: Final = "16.2"
FEATURES: Final = ["reboot", "shutdown", "services", "network", "hostname", "haos"]
NETWORK: Final = {
    "interface": "hassio",
    "address": "172.30.32.0/23",
    "gateway": "172.30.32.1",
    "dns": "172.30.32.3",
}
STATS: Final = {
    "cpu_percent": 1.0,
    "memory_usage": 64_000_000,
    "memory_limit": 4_000_000_000,
    "memory_percent": 1.6,
    "network_rx": 0,
    "network_tx": 0,
    "blk_read": 0,
    "blk_write": 0,
}
LOCAL: Final = {
    "slug": "local",
    "name": "Local apps",
    "source": "local",
    "url": "https://home-assistant.io/",
    "maintainer": "you",
}
# What the manifest did not ask for.
NOT_GRANTED: Final = (
    *("audio", "auth_api", "devicetree", "docker_api", "full_access", "gpio", "host_dbus"),
    *("host_ipc", "host_network", "host_pid", "host_uts", "kernel_modules", "signed", "stdin"),
    *("system_managed", "uart", "udev", "usb", "video", "advanced", "auto_update", "detached"),
)


def root(machine: Machine) -> dict[str, object]:
    return {
        "supervisor": VERSION,
        "homeassistant": None if machine.core is None else machine.core.version,
        "hassos": OS_VERSION,
        "docker": "28.3.3",
        "hostname": "homeassistant",
        "operating_system": f"Home Assistant OS {OS_VERSION}",
        "features": FEATURES,
        "machine": BOARD,
        "machine_id": None,
        "arch": ARCH,
        "supported_arch": [ARCH],
        "state": machine.state,
        "supported": True,
        "channel": "stable",
        "logging": "info",
        "timezone": machine.time_zone,
    }


def installed(machine: Machine) -> dict[str, Any]:
    """The app as one of a list."""
    manifest = machine.manifest
    return {
        "name": manifest.name,
        "slug": manifest.full_slug,
        "description": manifest.description,
        "url": manifest.url,
        "version": manifest.version,
        "version_latest": manifest.version,
        "update_available": False,
        "available": True,
        "installed": True,
        "state": machine.app_state,
        "stage": manifest.stage,
        "homeassistant": None,
        "repository": "local",
        "icon": True,
        "logo": True,
        "build": True,
        "advanced": False,
        "detached": False,
        "arch": list(manifest.arch),
        "documentation": True,
    }


def app(machine: Machine) -> dict[str, object]:
    """All about the app, as `/addons/…/info` tells it."""
    manifest = machine.manifest
    prefix = f"/api/hassio_ingress/{machine.ingress_token}"
    return {
        **installed(machine),
        **dict.fromkeys(NOT_GRANTED, False),
        "hostname": manifest.hostname,
        "dns": [f"{manifest.hostname}.local.hass.io"],
        "long_description": None,
        "changelog": True,
        "options": {**manifest.options, **machine.chosen_options},
        "schema": form(manifest),
        "translations": _translations(machine),
        "network": {**manifest.ports, **machine.network},
        "network_description": None,
        "ip_address": "172.30.33.5",
        "ingress": True,
        "ingress_entry": prefix,
        "ingress_url": f"{prefix}/",
        "ingress_port": manifest.ingress_port,
        "ingress_panel": machine.in_sidebar,
        "webui": None,
        "rating": 8,
        "protected": True,
        "apparmor": "profile",
        "homeassistant_api": manifest.homeassistant_api,
        "hassio_api": manifest.hassio_api,
        "hassio_role": "default",
        "boot": "auto",
        "boot_config": "auto",
        "startup": "application",
        "machine": [],
        "privileged": [],
        "devices": [],
        "services": [f"{name}:{wish}" for name, wish in manifest.services.items()],
        "discovery": [],
        "audio_input": None,
        "audio_output": None,
        "system_managed_config_entry": None,
        "watchdog": False,
    }


def _translations(machine: Machine) -> dict[str, object]:
    folder = machine.manifest.folder / "translations"
    return {path.stem: YAML(typ="safe").load(path) for path in sorted(folder.glob("*.yaml"))}


def panels(machine: Machine) -> dict[str, object]:
    """The apps that may stand in Core's sidebar."""
    manifest = machine.manifest
    return {
        manifest.full_slug: {
            "title": manifest.panel_title,
            "icon": manifest.panel_icon,
            "admin": manifest.panel_admin,
            "enable": machine.in_sidebar,
        }
    }


def network(machine: Machine) -> dict[str, object]:
    ipv4 = {
        "method": "auto",
        "address": [f"{machine.address}/24"],
        "nameservers": ["192.168.1.1"],
        "gateway": "192.168.1.1",
        "route_metric": None,
        "ready": True,
    }
    ipv6 = {
        **ipv4,
        "address": [],
        "nameservers": [],
        "gateway": None,
        "addr_gen_mode": "default",
        "ip6_privacy": "default",
    }
    interface = {
        "interface": "end0",
        "type": "ethernet",
        "enabled": True,
        "connected": True,
        "primary": True,
        "mac": "00:00:5E:00:53:01",
        "ipv4": ipv4,
        "ipv6": ipv6,
        "wifi": None,
        "vlan": None,
        "mdns": "default",
        "llmnr": "default",
    }
    return {
        "interfaces": [interface],
        "docker": NETWORK,
        "host_internet": True,
        "supervisor_internet": True,
    }


def core(machine: Machine) -> dict[str, object]:
    version = None if machine.core is None else machine.core.version
    return {
        "version": version,
        "version_latest": version,
        "update_available": False,
        "machine": BOARD,
        "arch": ARCH,
        "ip_address": NETWORK["gateway"],
        "image": "homeassistant",
        "port": 8123,
        "ssl": False,
        "boot": True,
        "watchdog": True,
        "audio_input": None,
        "audio_output": None,
        "backups_exclude_database": False,
        "duplicate_log_file": False,
    }


def supervisor(machine: Machine) -> dict[str, object]:
    return {
        "version": VERSION,
        "version_latest": VERSION,
        "update_available": False,
        "channel": "stable",
        "arch": ARCH,
        "supported": True,
        "healthy": True,
        "ip_address": "172.30.32.2",
        "timezone": machine.time_zone,
        "logging": "info",
        "debug": False,
        "debug_block": False,
        "diagnostics": False,
        "auto_update": False,
        "country": None,
        "detect_blocking_io": False,
        "feature_flags": {},
    }


def system(_machine: Machine) -> dict[str, object]:
    return {
        "version": OS_VERSION,
        "version_latest": OS_VERSION,
        "version_pending": None,
        "update_available": False,
        "board": BOARD,
        "boot": "A",
        "data_disk": None,
        "boot_slots": {},
    }


def host(machine: Machine) -> dict[str, object]:
    unknown = (
        *("agent_version", "apparmor_version", "virtualization", "cpe", "disk_life_time"),
        *("llmnr_hostname", "dt_utc", "startup_time", "boot_timestamp"),
    )
    return {
        **dict.fromkeys(unknown),
        "chassis": "embedded",
        "deployment": "production",
        "disk_free": 20.0,
        "disk_total": 32.0,
        "disk_used": 12.0,
        "features": FEATURES,
        "hostname": "homeassistant",
        "kernel": "6.12.43-haos",
        "operating_system": f"Home Assistant OS {OS_VERSION}",
        "timezone": machine.time_zone,
        "dt_synchronized": True,
        "use_ntp": True,
        "broadcast_llmnr": False,
        "broadcast_mdns": False,
    }


def store(machine: Machine) -> dict[str, object]:
    return {"addons": [installed(machine)], "repositories": [LOCAL]}
