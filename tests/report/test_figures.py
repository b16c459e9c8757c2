"""Figures: the same bytes every time, a true picture format, nothing cut off, matplotlib only when needed."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from optimiser.report import frontier_figure as frontier_module
from optimiser.report import ranges_figure as ranges_module
from optimiser.report.frontier_figure import frontier_figure
from optimiser.report.ranges_figure import ranges_figure
from optimiser.report.style import PALETTE, new_figure, pictures, styled
from optimiser.studies.alternatives import Alternatives, alternatives
from optimiser.studies.frontier import Frontier, frontier
from optimiser.tables.inputs import read_case
from tests.cases.casebook import TINY
from tests.studies.promise_case import as_inputs, tiered_case

Drawn = tuple[Any, Callable[[Any], dict[str, bytes]], Any]


@pytest.fixture(scope="module", params=["frontier", "at_most", "one point", "ranges"])
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    tiered = as_inputs(tiered_case(), tmp_path_factory.mktemp("case"))
    if request.param == "frontier":
        return frontier(tiered, "inside_boundary", 9), frontier_figure, frontier_module
    if request.param == "at_most":
        return frontier(tiered, "beyond_20_miles", 4), frontier_figure, frontier_module
    if request.param == "one point":
        return frontier(read_case(TINY), "capital", 3), frontier_figure, frontier_module
    return alternatives(read_case(TINY), 0.05), ranges_figure, ranges_module


def test_the_same_study_is_the_same_picture_to_the_byte(drawn: Drawn) -> None:
    found, draw, _ = drawn
    assert draw(found) == draw(found)


def test_files_are_what_their_names_say_and_hold_no_date(drawn: Drawn) -> None:
    found, draw, _ = drawn
    made = draw(found)
    assert made["png"].startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", made["png"][16:24])
    assert wide > 1000
    assert high > 200
    assert made["svg"].startswith(b"<?xml")
    for word in (b"dc:date", b"Matplotlib v", b"Software"):
        assert word not in made["svg"] + made["png"]


def test_no_label_is_cut_off_or_lies_on_another(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    found, draw, module = drawn
    kept: list[Figure] = []

    def keep(figure: Figure) -> dict[str, bytes]:
        made = pictures(figure)
        kept.append(figure)
        _check(figure)
        return made

    monkeypatch.setattr(module, "pictures", keep)
    draw(found)
    assert kept


def _check(figure: Figure) -> None:
    FigureCanvasAgg(figure).draw()
    page = figure.bbox
    texts = [
        text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_visible() and text.get_text()
    ]
    boxes = []
    for text in texts:
        box = text.get_window_extent()
        axes = figure.axes[0]
        if text in (*axes.get_xticklabels(), *axes.get_yticklabels()) and not _ticked(axes, text):
            continue
        assert box.x0 >= page.x0 - 1, text.get_text()
        assert box.x1 <= page.x1 + 1, text.get_text()
        assert box.y0 >= page.y0 - 1, text.get_text()
        assert box.y1 <= page.y1 + 1, text.get_text()
        boxes.append((text.get_text(), box.shrunk(0.95, 0.8)))
    assert len(boxes) > 5
    for number, (said, box) in enumerate(boxes):
        for other, beside in boxes[number + 1 :]:
            assert not box.overlaps(beside), (said, other)


def _ticked(axes: Any, text: Text) -> bool:
    """Whether a tick's label is drawn: those beyond the axes are not."""
    x, y = text.get_position()
    low, high = sorted(axes.get_xlim() if text in axes.get_xticklabels() else axes.get_ylim())
    return low <= (x if text in axes.get_xticklabels() else y) <= high


def test_points_stand_where_the_table_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, kept = frontier(as_inputs(tiered_case(), tmp_path), "inside_boundary", 3), list[Figure]()
    monkeypatch.setattr(frontier_module, "pictures", lambda figure: kept.append(figure) or {})
    frontier_figure(found)
    (line,) = kept[0].axes[0].lines
    assert list(line.get_xdata()) == pytest.approx([100 * value for value in found.table["value"]])
    assert list(line.get_ydata()) == pytest.approx([cost / 1e6 for cost in found.table["cost"]])


def test_a_users_own_settings_of_matplotlib_change_nothing_and_stay(drawn: Drawn) -> None:
    found, draw, _ = drawn
    plain = draw(found)
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        assert draw(found) == plain
        assert matplotlib.rcParams["font.size"] == 30


def test_a_picture_of_nothing_is_refused() -> None:
    found = frontier(read_case(TINY), "in_town", 2)
    empty = Frontier(**{**vars(found), "table": found.table.head(0)})
    with pytest.raises(ValueError, match="no picture"):
        frontier_figure(empty)
    others = alternatives(read_case(TINY), 0.05)
    with pytest.raises(ValueError, match="no picture"):
        ranges_figure(Alternatives(**{**vars(others), "ranges": others.ranges.head(0)}))


def test_every_colour_stands_out_on_white() -> None:
    """At least 3:1, by the formula of the Web Content Accessibility Guidelines; the palest is for fills."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in PALETTE:
        assert 1.05 / (luminance(colour) + 0.05) >= 2.8, colour


def test_text_is_never_taken_for_mathematics() -> None:
    with styled():
        figure, axes = new_figure(4, 3)
        axes.set_title("£1 and $2 and $x^2$ in all")
        assert pictures(figure)["png"]


def test_matplotlib_is_loaded_only_when_a_figure_is_made() -> None:
    code = (
        "import sys, optimiser.studies.frontier, optimiser.studies.alternatives, optimiser.commands.frontier;"
        "import optimiser.report.frontier_figure, optimiser.report.ranges_figure, optimiser.report.study_folder;"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0
