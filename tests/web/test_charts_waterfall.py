"""The waterfall of the pages: to scale, each step from where the last ended, saying where its scale begins."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.pack.display import in_words
from optimiser.pack.document import Figure, Unit
from optimiser.studies.waterfall import CAUSE, RESULT, Reached, Step, waterfall
from optimiser.web.charts.waterfall import waterfall_svg
from tests.web.svg_reader import Picture, points_of
from tests.web.test_charts import HOSTILE

CAUSES = [("Agency fees up 6 %", Reached(265_115_231.7)), ("Yield at half", Reached(255_000_000.0, 9e6))]
STEPS = waterfall(Reached(257_100_846.33), CAUSES, Reached(267_899_297.94))
"""Small differences of a large cost, up and down."""

_NEAR = 0.03


def drawn(steps: tuple[Step, ...], unit: Unit = Unit.MILLIONS, name: str = "w") -> Picture:
    return Picture(waterfall_svg(steps, "By cause", "What it does.", unit, name))


def steps_of(*levels: float) -> tuple[Step, ...]:
    """Steps from the first level through the others, each by a cause of its own."""
    pairs = enumerate(pairwise(levels))
    causes = [Step(CAUSE, f"Cause {i}", after - before, before, after, 0.0) for i, (before, after) in pairs]
    end = levels[-1]
    return (*waterfall(Reached(levels[0]), [], Reached(0.0))[:1], *causes, Step(RESULT, "", end, 0.0, end, 0.0))


def test_steps_are_named_in_order_with_their_signed_amounts() -> None:
    words = drawn(STEPS).words()
    names = ["Baseline", "Agency fees up 6 %", "Yield at half", "What they do only together", "All together"]
    assert [word for word in words if word in names] == names
    told = [word for word in words if re.match("[+−£].*m", word) and not re.fullmatch(r"£\d+m", word)]
    assert told == ["£257.1m", "+£8.0m", "−£2.1m (not proven)", "+£4.9m (not proven)", "£267.9m"]
    found = drawn(STEPS)
    assert [element.text for element in (*found.all("title"), *found.all("desc"))] == ["By cause", "What it does."]


def test_with_one_cause_the_end_is_with_the_change() -> None:
    words = drawn(waterfall(Reached(1e6), [("Fees", Reached(2e6))], Reached(2e6))).words()
    assert {"Baseline", "Fees", "With the change"} <= set(words)
    assert "All together" not in words


@pytest.mark.parametrize(
    "levels", [(257.1e6, 265.1e6, 263e6, 268e6), (5e6, 9e6, 1e6, 2e6), (-3e6, 4e6, -1e6), (2e6, 2e6), (0.0, -4e6)]
)
def test_steps_are_to_scale_and_begin_where_the_last_ended(levels: tuple[float, ...]) -> None:
    steps = steps_of(*levels)
    found = drawn(steps)
    bars = [box for boxes in found.bars() for box in boxes]
    wanted = [step for step in steps if step.amount]
    assert len(bars) == len(wanted)
    floats = [(bar, step) for bar, step in zip(bars, wanted, strict=True) if step.kind == CAUSE]
    one = floats[0][0].width / abs(floats[0][1].amount) if floats else 0.0
    ends = {step.ends: bars[i].right if step.ends >= 0 else bars[i].left for i, step in enumerate(wanted)
            if step.kind not in (CAUSE,)}  # fmt: skip
    for bar, step in floats:
        assert bar.width == pytest.approx(abs(step.amount) * one, rel=0.01, abs=_NEAR)
        for level, end in ends.items():
            start, stop = sorted((step.begins, step.ends))
            assert bar.left == pytest.approx(end + (start - level) * one, abs=0.2)
            assert bar.right == pytest.approx(end + (stop - level) * one, abs=0.2)
    assert all(above.bottom < below.top for above, below in pairwise(bars))


def test_each_step_is_joined_to_the_next() -> None:
    found = drawn(STEPS)
    bars = [box for boxes in found.bars() for box in boxes]
    joins = [path for _, path in found.fills("join")]
    assert len(joins) == len(STEPS) - 1
    for (above, below), step, path in zip(pairwise(bars), STEPS, joins, strict=False):
        (x, top), (_, foot) = points_of(path)
        assert x == pytest.approx(above.right if step.ends > step.begins else above.left, abs=_NEAR)
        assert (top, foot) == pytest.approx((above.bottom, below.top), abs=_NEAR)


def test_a_scale_that_does_not_begin_at_nought_says_where_it_begins() -> None:
    found = drawn(STEPS)
    (said,) = [word for word in found.words() if "nought" in word]
    assert said == "The scale begins at £250m, not at nought."
    assert not found.fills("axis")
    first, last = found.bars()[0][0], found.bars()[-1][0]
    assert first.left == last.left
    one = found.bars()[1][0].width / STEPS[1].amount
    assert first.width == pytest.approx((STEPS[0].amount - 250e6) * one, abs=0.1)
    ticks = {text: box for text, box in found.text_boxes() if re.fullmatch(r"£\d+m", text)}
    middle = (ticks["£250m"].left + ticks["£250m"].right) / 2
    assert middle == pytest.approx(first.left, abs=_NEAR)


def test_a_scale_with_large_differences_begins_at_nought() -> None:
    found = drawn(steps_of(5e6, 9e6, 6e6))
    assert not any("nought" in word for word in found.words())
    assert found.axis().left == pytest.approx(found.bars()[0][0].left)


@pytest.mark.parametrize("unit", Unit)
def test_levels_of_nothing_are_drawn(unit: Unit) -> None:
    found = drawn(steps_of(0.0, 0.0), unit)
    found.check_words()
    assert not found.bars()
    nothing = in_words(Figure(0.0, unit))
    assert found.words().count(nothing) >= 3


def test_colours_and_patterns_tell_more_from_less() -> None:
    looks = [names - {"bar", "plain"} for names, _ in drawn(STEPS).fills("bar", "plain")]
    assert looks == [{"f-blue"}, {"f-maroon"}, {"f-turquoise"}, {"f-purple"}, {"f-blue"}]
    patterns = re.findall(r'fill="url\(#w-(\d+)\)"', waterfall_svg(STEPS, "t", "d", Unit.MILLIONS, "w"))
    assert len(set(patterns)) == len(patterns) == 3


def test_what_is_proven_to_change_nothing_is_not_called_unproven() -> None:
    still = Step(CAUSE, "Nothing", 0.0, 1e6, 1e6, 0.0)
    assert not any("proven" in word for word in drawn((STEPS[0], still, STEPS[-1])).words())
    unsure = Step(CAUSE, "Nothing", 0.0, 1e6, 1e6, 5.0)
    assert any("(not proven)" in word for word in drawn((STEPS[0], unsure, STEPS[-1])).words())


@pytest.mark.parametrize("label", HOSTILE)
def test_names_and_titles_are_words_whatever_they_hold(label: str) -> None:
    steps = waterfall(Reached(1e6), [(label, Reached(2e6))], Reached(2e6))
    found = Picture(waterfall_svg(steps, label, label, Unit.MILLIONS, "w"))
    clean = re.sub("[\x00\x07\ud800]", "\ufffd", label)
    assert [element.text for element in (*found.all("title"), *found.all("desc"))] == [clean, clean]
    assert "".join(clean.split()) in ["".join(word.split()) for word in found.words()]
    found.check_words()


_LEVELS = st.one_of(st.floats(-1e9, 1e9), st.sampled_from([0.0, 1.0, 257e6, 257.1e6]))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.text(max_size=40), _LEVELS), max_size=6), _LEVELS, _LEVELS, st.sampled_from(Unit))
def test_whatever_the_steps_words_keep_apart(
    causes: list[tuple[str, float]], start: float, end: float, unit: Unit
) -> None:
    reached = [(name, Reached(level, 1e6)) for name, level in causes]
    drawn(waterfall(Reached(start), reached, Reached(end)), unit).check_words()


def test_the_same_steps_are_the_same_text() -> None:
    once, again = (waterfall_svg(steps, "t", "d", Unit.MILLIONS, "w") for steps in (STEPS, list(STEPS)))
    assert once == again


def test_without_steps_or_a_name_there_is_no_picture() -> None:
    with pytest.raises(ValueError, match="a level to begin with"):
        drawn(())
    with pytest.raises(ValueError, match="cannot begin an id"):
        drawn(STEPS, name="1")
