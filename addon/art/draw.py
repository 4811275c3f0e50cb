"""Draws icon.png and logo.png at the root from the SVG files beside this one.

Needs rsvg-convert (Debian: librsvg2-bin).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Pixels, as the store of Home Assistant asks for.
SIZES = {"icon": (128, 128), "logo": (250, 100)}


def main() -> int:
    converter = shutil.which("rsvg-convert")
    if converter is None:
        print("rsvg-convert is missing: apt-get install librsvg2-bin", file=sys.stderr)
        return 1
    for name, (width, height) in SIZES.items():
        target = ROOT / f"{name}.png"
        command = [converter, "--width", str(width), "--height", str(height)]
        command += ["--output", str(target), str(HERE / f"{name}.svg")]
        subprocess.run(command, check=True)  # noqa: S603 the command is put together above
        print(f"{target.relative_to(ROOT)}: {width} x {height}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
