"""The tornado: the same bytes every time, every bar where its effect is, nothing cut off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from optimiser.report import tornado_figure as module
from optimiser.report.style import pictures
from optimiser.report.tornado_figure import tornado_figure
from optimiser.studies.drivers import Drivers, drivers
from tests.studies.hand_case import hand_inputs


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Drivers:
    return drivers(hand_inputs(tmp_path_factory.mktemp("case")), gap=0.0)


def drawn(found: Drivers, monkeypatch: pytest.MonkeyPatch) -> Figure:
    kept: list[Figure] = []

    def keep(figure: Figure) -> dict[str, bytes]:
        kept.append(figure)
        return pictures(figure)

    monkeypatch.setattr(module, "pictures", keep)
    tornado_figure(found)
    (figure,) = kept
    return figure


def test_the_same_study_is_the_same_picture_to_the_byte(found: Drivers) -> None:
    made = tornado_figure(found)
    assert made == tornado_figure(found)
    assert made["png"].startswith(b"\x89PNG")
    assert made["svg"].startswith(b"<?xml")


def test_each_bar_reaches_to_its_effect(found: Drivers, monkeypatch: pytest.MonkeyPatch) -> None:
    (axes,) = drawn(found, monkeypatch).axes
    bars = [bar.get_width() for bar in axes.patches if isinstance(bar, Rectangle)]
    told = found.tornado[["effect_low", "effect_high"]].to_numpy().ravel() / 1e6
    assert bars == pytest.approx([effect for effect in told if effect == effect])


def test_no_label_is_cut_off(found: Drivers, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = drawn(found, monkeypatch)
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        assert figure.bbox.x0 <= box.x0
        assert box.x1 <= figure.bbox.x1
    said = [text.get_text() for text in figure.axes[0].texts]
    assert "9" in said
    assert "1.1 (not possible)" in said


def test_only_the_first_are_drawn(found: Drivers, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = [label.get_text() for label in drawn(replace(found, top=3), monkeypatch).axes[0].get_yticklabels()]
    assert [label.split()[0] for label in labels] == ["1", "2", "3"]


def test_without_an_effect_there_is_no_picture(found: Drivers) -> None:
    with pytest.raises(ValueError, match="no effect"):
        tornado_figure(replace(found, tornado=found.tornado.iloc[:0]))
