"""Find or install the newest Home Assistant Core that this machine can run.

It lives outside the checkout, in `$BORNE_TEST_CACHE` or `~/.cache/borne`, and is kept between
runs; remove that folder to have a newer one. As root on Debian it gets a Debian of its own, with
the Python that Core wants today. Elsewhere it gets a virtual environment of the newest Python
found, and thus the newest Core that still accepts that Python.

`python tests/homeassistant/core_install.py` installs it ahead of the tests.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

SUITE = "forky"
PACKAGES = "python3,python3-dev,g++,ca-certificates"
REQUIREMENTS = Path(__file__).with_name("core_requirements.py")
OLDEST, NEWEST = (3, 11), (3, 14)
OLDER: dict[tuple[int, ...], str] = {(3, 13): "2025.4.4", (3, 12): "2024.12.5"}
"""The older Cores that the differences between versions are tried on, by the Python they want."""
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
STEP_LIMIT_S = 900
RUN = """\
import os, sys
from homeassistant.__main__ import main
code = main()
sys.stdout.flush()
os._exit(code)
"""
"""What `hass` does; but once Core has stopped, its Python does not take seconds to tidy up."""
A_DAY_S = 86_400


class CoreNotInstalledError(Exception):
    """No Home Assistant Core can be installed here; the message says why."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A Core that is ready to start: its version, its environment and the folder it sees as /."""

    version: str
    python: str
    venv: str
    root: str | None

    def command(self, config: Path) -> list[str]:
        """Return the command that runs Core over `config`, which must be seen from its root."""
        hass = [f"{self.venv}/bin/python", "-c", RUN]
        if self.root is None:
            return [*hass, "--config", str(config)]
        seen = Path("/") / config.relative_to(self.root)
        return [*entering(Path(self.root)), *hass, "--config", str(seen)]

    @property
    def configurations(self) -> Path:
        """The folder under which configurations must stand for Core to see them."""
        return Path(self.root) / "srv" if self.root else Path(self.venv).with_name("configurations")


def cache_folder() -> Path:
    """Return where Core is kept between runs."""
    return Path(os.environ.get("BORNE_TEST_CACHE") or Path.home() / ".cache" / "borne").resolve()


def digest() -> str:
    """Tell installations apart by what they were to have: other integrations, another one."""
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:8]


def environment() -> dict[str, str]:
    """Return this process's environment without what belongs to its own Python or an app."""
    unwanted = re.compile(r"PYTHON.*|VIRTUAL_ENV|SUPERVISOR.*|HASSIO.*|HOME_ASSISTANT.*|PYTEST.*")
    kept = {name: value for name, value in os.environ.items() if not unwanted.fullmatch(name)}
    return kept | {"LC_ALL": "C.UTF-8", "UV_NO_PROGRESS": "1", "UV_PYTHON_DOWNLOADS": "never"}


def entering(root: Path) -> list[str]:
    """Return a command's beginning that makes `root` its /, with a /proc while it may."""
    enter = 'mount -t proc proc "$0/proc" 2>/dev/null; exec chroot "$0" "$@"'
    return [*private_mounts(), "/bin/sh", "-c", enter, str(root)]


def private_mounts() -> list[str]:
    """Return a command's beginning whose mounts end with it, or nothing where it is not allowed."""
    return _if_it_works(["unshare", "--mount"])


def dying_with_us() -> list[str]:
    """Return a command's beginning that ends all it has begun if this process is killed."""
    alone = _if_it_works(["unshare", "--mount", "--pid", "--fork", "--kill-child"])
    return [*_if_it_works(["setpriv", "--pdeathsig", "KILL"]), *alone]


def _if_it_works(beginning: list[str]) -> list[str]:
    if not shutil.which(beginning[0]):
        return []
    done = subprocess.run([*beginning, "true"], capture_output=True, check=False)  # noqa: S603 — fixed words
    return [] if done.returncode else beginning


def run(command: Sequence[str], what: str, env: Mapping[str, str] | None = None) -> str:
    """Run one step and return what it printed; its last lines stand in the error if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 — the words come from this file
            command,
            env=env or environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=STEP_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CoreNotInstalledError(f"{what} failed: {error}") from error
    if done.returncode:
        tail = " | ".join(line.strip() for line in done.stdout.splitlines()[-6:] if line.strip())
        raise CoreNotInstalledError(f"{what} failed ({done.returncode}): {tail}")
    return done.stdout


def find_uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.exists() else shutil.which("uv")
    if found is None:
        raise CoreNotInstalledError(
            "uv is missing, so Home Assistant Core cannot be installed; run script/setup first."
        )
    return found


def registry_settings() -> dict[str, str]:
    """Hand uv the package index that pip is set up with; uv does not read pip's files."""
    if os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL"):
        return {}
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 — fixed words
    index = os.environ.get("PIP_INDEX_URL") or answer.stdout.strip()
    return {"UV_DEFAULT_INDEX": index} if index else {}


# A Debian of its own


def debian_mirror() -> str | None:
    """Return the Debian mirror that this machine's own apt uses."""
    if not shutil.which("apt-get"):
        return None
    asked = ["apt-get", "indextargets", "--format", "$(SITE) $(ORIGIN) $(LABEL)"]
    for line in run(asked, "Asking apt for its mirror").splitlines():
        site, _, origin = line.partition(" ")
        if origin == "Debian Debian" and site.startswith(("http", "file")):
            return site
    return None


def make_debian(root: Path, say: Callable[[str], None]) -> None:
    """Unpack a Debian into `root`; a folder left over from a run cut short is made anew."""
    mirror = debian_mirror()
    if mirror is None:
        raise CoreNotInstalledError("apt knows no Debian mirror")
    if not shutil.which("debootstrap"):
        say("installing debootstrap")
        run(["apt-get", "install", "-y", "--no-install-recommends", "debootstrap"], "apt-get")
    begun = root.with_name(root.name + ".begun")
    if begun.exists():
        shutil.rmtree(begun)
    begun.mkdir(parents=True)
    say(f"unpacking Debian {SUITE}")
    scripts = Path("/usr/share/debootstrap/scripts")
    script = scripts / SUITE if (scripts / SUITE).exists() else scripts / "sid"
    options = ["--variant=minbase", f"--include={PACKAGES}"]
    words = ["debootstrap", *options, SUITE, str(begun), mirror, str(script)]
    run([*dying_with_us(), *words], "debootstrap")
    shutil.rmtree(begun / "var" / "cache" / "apt" / "archives", ignore_errors=True)
    begun.rename(root)


def install_in_debian(cache: Path, say: Callable[[str], None]) -> Installed:
    root = cache / SUITE
    if not root.exists():
        make_debian(root, say)
    shutil.copy2(find_uv(), root / "usr" / "local" / "bin" / "uv")
    for path in (Path("/etc/resolv.conf"), Path("/etc/hosts"), CERTIFICATES):
        if path.exists():
            shutil.copyfile(path, root / path.relative_to("/"))
    seen = root / "tmp" / REQUIREMENTS.name
    shutil.copyfile(REQUIREMENTS, seen)
    inside = [*entering(root), "/usr/bin/env", "UV_CACHE_DIR=/var/cache/uv", "HOME=/root"]
    return install(
        say,
        inside=inside,
        uv="/usr/local/bin/uv",
        python="/usr/bin/python3",
        venv=f"/venv-{digest()}",
        requirements=f"/tmp/{seen.name}",  # noqa: S108 — inside the folder, not this machine's
        root=root,
    )


# A virtual environment of a Python found here


def found_pythons() -> list[tuple[tuple[int, ...], str]]:
    """List the Pythons that run here and that a Core may accept, newest first."""
    names = [f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]
    candidates = {path for name in names if (path := shutil.which(name))} | {sys.executable}
    for folder in (Path.home() / ".pyenv/versions", Path.home() / ".local/share/uv/python"):
        candidates |= {str(path) for path in folder.glob("*/bin/python3")}
    asked = "import ssl, sqlite3, sys; print(*sys.version_info[:3])"
    found: dict[tuple[int, ...], str] = {}
    for path in sorted(candidates):
        try:
            version = tuple(int(n) for n in run([path, "-c", asked], path).split())
        except (CoreNotInstalledError, ValueError):
            continue
        if OLDEST <= version[:2] <= NEWEST:
            found.setdefault(version, path)
    return sorted(found.items(), reverse=True)


def install_in_environment(cache: Path, say: Callable[[str], None]) -> Installed:
    pythons = found_pythons()
    if not pythons:
        raise CoreNotInstalledError("no Python from 3.11 to 3.14 was found")
    version, python = pythons[0]
    return install_beside(cache, say, version, python)


def install_beside(
    cache: Path, say: Callable[[str], None], version: tuple[int, ...], python: str, which: str = ""
) -> Installed:
    """Install Core, the newest if no other, in an environment of that Python."""
    name = "-".join(["core-python" + ".".join(map(str, version)), *which.split(), digest()])
    return install(
        say,
        inside=[],
        uv=find_uv(),
        python=python,
        venv=str(cache / name),
        requirements=str(REQUIREMENTS),
        root=None,
        which=which,
    )


def install_older(cache: Path, say: Callable[[str], None]) -> Installed:
    for version, python in found_pythons():
        if which := OLDER.get(version[:2]):
            return install_beside(cache, say, version, python, which)
    raise CoreNotInstalledError("an older Core wants a Python 3.13 or 3.12, and none was found")


# Both


def install(
    say: Callable[[str], None],
    *,
    inside: Sequence[str],
    uv: str,
    python: str,
    venv: str,
    requirements: str,
    root: Path | None,
    which: str = "",
) -> Installed:
    """Install Core, then what it would fetch at its first start, under Core's own constraints."""
    env = environment() | registry_settings()
    own = f"{venv}/bin/python"
    add = [*inside, uv, "pip", "install", "--python", own]
    run([*inside, uv, "venv", "--clear", "--python", python, venv], "Making an environment", env)
    say(f"installing Home Assistant Core {which}".rstrip())
    minor = run([*inside, own, "-c", "import sys; print(sys.version_info[1])"], "Python", env)
    # Core's `cloud` of those days dies at its import beside a newer josepy.
    pinned = ["josepy<2"] if int(minor) == OLDEST[1] else []
    core = f"homeassistant=={which}" if which else "homeassistant"
    run([*add, core, *pinned], "Installing Home Assistant Core", env)
    say("installing what it would fetch at its first start")
    wanted = run([*inside, own, requirements], "Reading Core's manifests", env).split()
    where = "import homeassistant as h; print(h.__path__[0])"
    package = run([*inside, own, "-c", where], "Finding Core", env).strip()
    constraints = ["--constraint", f"{package}/package_constraints.txt"]
    run([*add, *wanted, *pinned, *constraints], "Installing Core's requirements", env)
    version = run([*inside, f"{venv}/bin/hass", "--version"], "hass --version", env).split()[-1]
    found = run([*inside, own, "-c", "import sys; print(sys.version.split()[0])"], "Python", env)
    return Installed(version, found.strip(), venv, str(root) if root else None)


@contextmanager
def only_one(marker: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Let one run install it at a time; the others wait and then find it done."""
    with marker.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another run that is installing Home Assistant Core")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kept(marker: Path) -> Installed | None:
    """Return the Core of an earlier run, if it finished and is still there."""
    try:
        core = Installed(**json.loads(marker.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return core if Path(f"{core.root or ''}{core.venv}/bin/hass").exists() else None


def newest_core(say: Callable[[str], None]) -> Installed:
    """Return a Core that is ready to start, installing it if it is not there yet."""
    return kept_or_installed(f"core-{digest()}.json", first_that_works, say)


def older_core(say: Callable[[str], None]) -> Installed:
    """Return an older Core, where the Python that it wants is here."""
    return kept_or_installed(f"older-core-{digest()}.json", install_older, say)


def kept_or_installed(
    name: str,
    install_it: Callable[[Path, Callable[[str], None]], Installed],
    say: Callable[[str], None],
) -> Installed:
    cache = cache_folder()
    begun = time.monotonic()

    def progress(text: str) -> None:
        say(f"[{time.monotonic() - begun:5.1f} s] {text}")

    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CoreNotInstalledError(f"{cache} cannot be made: {error.strerror}.") from error
    marker = cache / name
    with only_one(marker, progress):
        core = kept(marker)
        if core is None:
            core = install_it(cache, progress)
            part = marker.with_suffix(".part")
            part.write_text(json.dumps(asdict(core)))
            part.replace(marker)
    forget_old_configurations(core.configurations)
    progress(f"Home Assistant Core {core.version} (Python {core.python}) is ready")
    return core


def forget_old_configurations(folder: Path) -> None:
    """Remove what test runs left behind that were killed more than a day ago."""
    for path in folder.glob("core-*"):
        if time.time() - path.stat().st_mtime > A_DAY_S:
            shutil.rmtree(path, ignore_errors=True)


def first_that_works(cache: Path, say: Callable[[str], None]) -> Installed:
    ways = [install_in_environment]
    if os.geteuid() == 0 and sys.platform == "linux":
        ways.insert(0, install_in_debian)
    reasons = []
    for way in ways:
        try:
            return way(cache, say)
        except (CoreNotInstalledError, OSError) as error:
            reasons.append(str(error))
            say(f"not this way: {error}")
    raise CoreNotInstalledError(
        "Home Assistant Core cannot be installed here: " + "; ".join(reasons)
    )


if __name__ == "__main__":
    try:
        newest_core(lambda text: print(text, flush=True))  # noqa: T201 — a command prints
    except CoreNotInstalledError as problem:
        sys.exit(str(problem))
