"""Write the Lewisham case again: ``python -m inputs.workings.lewisham``."""

from __future__ import annotations

import argparse
from pathlib import Path

from inputs.workings.lewisham.write import CASE, write


def main() -> None:
    """Read the command line and write the case."""
    parser = argparse.ArgumentParser(prog="python -m inputs.workings.lewisham", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CASE, help="where to (default: the case's own)")
    parser.add_argument("--half-yearly", action="store_true", help="twelve half-years; needs a folder")
    asked = parser.parse_args()
    if asked.half_yearly and asked.folder == CASE:
        parser.error("--half-yearly needs a folder of its own")
    write(asked.folder, half_yearly=asked.half_yearly)


if __name__ == "__main__":
    main()
