"""Makes ``docs/lewisham-plan.svg``, the README's picture of a real result. Run from the repository root::

    python docs/picture.py

The picture is the terminal summary of the Lewisham plan, with no font or other file from outside.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from optimiser import plan, read_case
from optimiser.summary import print_summary

PICTURE = Path(__file__).with_name("lewisham-plan.svg")

PAPER = TerminalTheme(
    (255, 255, 255),
    (29, 29, 29),
    [(29, 29, 29), (212, 53, 28), (0, 94, 60), (146, 92, 0),
     (18, 67, 109), (128, 22, 80), (40, 161, 151), (61, 61, 61)],
)  # fmt: skip
"""Dark text on white, each colour at least 4.5 to 1 against it."""


def main() -> None:
    """Plan Lewisham and draw what the terminal shows."""
    result = plan(read_case("inputs/lewisham"))
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    print_summary(result, console)
    svg = console.export_svg(title="optimiser plan inputs/lewisham", theme=PAPER)
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "monospace").replace("<text ", '<text xml:space="preserve" ')
    PICTURE.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
