"""Print what Home Assistant Core would install at its first start, one requirement a line.

Runs under Core's own Python, before Core ever starts. Core fetches these packages while it
starts; named beforehand, they come in one quick installation.
"""

import ast
import json
import sys
from importlib.util import find_spec
from pathlib import Path

CONFIGURED = {"http", "api", "websocket_api", "recorder", "history", "energy", "template", "mqtt"}
ON_REQUEST = {"local_calendar"}
"""What tests set up while Core runs."""
ALWAYS_LOADED = {
    "CORE_INTEGRATIONS",
    "LOGGING_INTEGRATIONS",
    "LOGGING_AND_HTTP_DEPS_INTEGRATIONS",
    "FRONTEND_INTEGRATIONS",
    "RECORDER_INTEGRATIONS",
    "DEFAULT_INTEGRATIONS",
}


def bootstrapped(core: Path) -> set[str]:
    """Name the integrations that every start loads, as Core's bootstrap lists them."""
    names: set[str] = set()
    for node in ast.parse((core / "bootstrap.py").read_text()).body:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        if node.targets[0].id in ALWAYS_LOADED:
            names |= {
                leaf.value
                for leaf in ast.walk(node.value)
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
            }
    return names - {"sentry"}


def requirements(core: Path) -> set[str]:
    """Collect the requirements of those integrations and of all they depend on."""
    manifests = {
        path.parent.name: json.loads(path.read_text())
        for path in core.glob("components/*/manifest.json")
    }
    platforms = {name for name, it in manifests.items() if it.get("integration_type") == "entity"}
    todo = CONFIGURED | ON_REQUEST | bootstrapped(core) | platforms
    seen: set[str] = set()
    found: set[str] = set()
    while todo:
        name = todo.pop()
        seen.add(name)
        manifest = manifests.get(name, {})
        found |= set(manifest.get("requirements", []))
        todo |= set(manifest.get("dependencies", [])) - seen
    return found


if __name__ == "__main__":
    spec = find_spec("homeassistant")
    if spec is None or spec.origin is None:
        sys.exit("Home Assistant Core is not installed beside this Python.")
    sys.stdout.write("\n".join(sorted(requirements(Path(spec.origin).parent))) + "\n")
