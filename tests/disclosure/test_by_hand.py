"""Packs small enough to work out by hand what a reader can derive and what must be hidden."""

from __future__ import annotations

from math import inf

import pytest

from optimiser.disclosure.audit import audit
from optimiser.disclosure.cells import (
    Cell,
    Interval,
    Kind,
    Pack,
    Relation,
    Reveals,
    difference,
    priced,
    same,
    total,
)
from optimiser.disclosure.choice import choose, protect
from optimiser.disclosure.errors import DisclosureError
from optimiser.disclosure.sensitive import Rule, protections
from optimiser.disclosure.symbols import Symbol
from tests.disclosure.tables import children, pack_of, table


def ranges(pack: Pack, hidden: set[str]) -> dict[str, tuple[float, float]]:
    return {d.cell.id: (d.interval.low, d.interval.high) for d in audit(pack, hidden)}


def test_a_pack_without_a_small_number_is_left_alone() -> None:
    chosen = protect(pack_of("t", [[7, 0], [5, 9]]))
    assert not chosen.hidden
    assert chosen.is_least
    assert chosen.derived == ()


def test_two_by_two() -> None:
    """3 hidden in [[3, 8], [9, 20]]: the other three of the square must go too, and then 3 could be 0 to 11.

    Margins 11, 29, 12, 28. With the square a b / c d: b = 11 − a, c = 12 − a, d = 28 − b = 17 + a;
    none below 0 means 0 ≤ a ≤ 11, so 0 ≤ b ≤ 11, 1 ≤ c ≤ 12, 17 ≤ d ≤ 28.
    """
    pack = pack_of("t", [[3, 8], [9, 20]], total_weight=10)
    chosen = protect(pack)
    assert chosen.primary == {"t:0,0"}
    assert chosen.secondary == {"t:0,1", "t:1,0", "t:1,1"}
    assert (chosen.weight, chosen.is_least) == (3.0, True)
    expected = {"t:0,0": (0, 11), "t:0,1": (0, 11), "t:1,0": (1, 12), "t:1,1": (17, 28)}
    assert {d.cell.id: (round(d.interval.low), round(d.interval.high)) for d in chosen.derived} == expected


def test_a_square_too_small_is_not_enough() -> None:
    """1 in a row with 1 hidden: the sum shown, 2, leaves 0 to 2; 0 to 5 needs a third figure or the total."""
    cells = [children("a", 1), children("b", 1), children("c", 30), children("+", 32, weight=10)]
    pack = Pack(tuple(cells), (total("+", "abc"),))
    with pytest.raises(DisclosureError, match="“a” can be worked out from what is shown: between 0 and 2, though"):
        audit(pack, {"a", "b"})
    assert choose(pack).secondary == {"c"}


def test_three_by_three_hides_the_lightest_square() -> None:
    """One small number at the corner: the lightest square through it with room for 0 to 5 is with 6, 7 and 9.

    The square through columns 0 and 1, rows 0 and 1: [[2, 6], [7, 9]] with its sums known: a from 0 to
    min(2 + 6, 2 + 7) = 8. Weighed by value: 6 + 7 + 9 = 22; any other square weighs more.
    """
    numbers = [[2, 6, 30], [7, 9, 40], [50, 60, 70]]
    cells, relations = table("t", numbers)
    cells = [Cell(c.id, c.value, c.kind, weight=c.value, whole=True) for c in cells]
    chosen = protect(Pack(tuple(cells), tuple(relations)))
    assert chosen.secondary == {"t:0,1", "t:1,0", "t:1,1"}
    assert chosen.weight == 22
    corner = next(d for d in chosen.derived if d.cell.id == "t:0,0")
    assert corner.interval.contains(Interval(0, 8))
    assert not corner.interval.contains(Interval(0, 8.1))


def test_the_same_figure_in_two_tables_is_hidden_in_both() -> None:
    """Equality: 4 stands in both; whichever is shown tells the other, and each table's total tells its part."""
    cells = [children("a", 4), children("b", 9), children("a+b", 13, weight=5)]
    cells += [children("A", 4), children("C", 20), children("A+C", 24, weight=5)]
    pack = Pack(tuple(cells), (total("a+b", "ab"), total("A+C", "AC"), same("a", "A")))
    chosen = protect(pack)
    assert chosen.primary == {"a", "A"}
    assert chosen.secondary == {"b", "C"}
    with pytest.raises(DisclosureError, match="exactly 4"):
        audit(pack, {"a", "A", "b"})


def test_a_larger_copy_elsewhere_does_not_give_it_away() -> None:
    """b is 9 in two tables: hidden in one only, 13 − 9 would tell a."""
    cells = [children("a", 4), children("b", 9), children("a+b", 13, weight=5), children("B", 9)]
    pack = Pack(tuple(cells), (total("a+b", "ab"), same("b", "B")))
    assert choose(pack).secondary == {"a+b"} or choose(pack).secondary == {"b", "B"}
    assert choose(pack).weight == 2
    with pytest.raises(DisclosureError, match="“a”"):
        audit(pack, {"a", "b"})


def test_money_at_a_known_price_tells_the_children() -> None:
    """£624,000 at £208,000 a child is 3 children: hidden with them; so is another line, or the total tells it."""
    cells = [children("n", 3), Cell("m", 624_000, Kind.MONEY), Cell("other", 5e6, Kind.MONEY)]
    cells += [Cell("all", 5_624_000, Kind.MONEY, weight=5)]
    pack = Pack(tuple(cells), (priced("m", "n", 208_000), total("all", ["m", "other"])))
    chosen = protect(pack)
    assert chosen.secondary == {"m", "other"}
    found = {d.cell.id: d.interval for d in chosen.derived}
    assert found["n"].high == pytest.approx(27), "5,624,000 / 208,000 = 27.04, and children come whole"
    assert found["m"].high == pytest.approx(27 * 208_000)


def test_money_rounded_coarsely_tells_nothing() -> None:
    """To the nearest £1m, £624,000 could be £0.5m to £1.5m: 2.4 to 7.2 children; to £10m, 0 to 24."""
    for unit, hidden in ((1e6, {"m"}), (1e7, set())):
        cells = (children("n", 3), Cell("m", 624_000, Kind.MONEY, unit=unit))
        assert choose(Pack(cells, (priced("m", "n", 208_000),))).secondary == hidden


def test_money_marked_as_revealing_is_hidden_and_kept_apart_from_its_sum() -> None:
    """The price is known but not in the pack: £624,000 must be able to be £0 (0 × 208,000) to £1.04m (5 ×)."""
    money = Cell("m", 624_000, Kind.MONEY, reveals=Reveals("n", 208_000))
    cells = (children("n", 3), money, Cell("x", 100_000, Kind.MONEY), Cell("y", 900_000, Kind.MONEY))
    pack = Pack((*cells, Cell("all", 1_624_000, Kind.MONEY, weight=9)), (total("all", "mxy"),))
    assert protections(pack, Rule())["m"] == Interval(0, 1_040_000)
    chosen = protect(pack)
    assert chosen.primary == {"n", "m"}
    assert chosen.secondary == {"y"}, "with x alone m could be at most £724,000"


def test_whole_numbers_can_give_away_what_fractions_would_not() -> None:
    """2 at £208,123 and 7 at £104,077 make £1,144,785 in no other whole numbers; in fractions 0 to 5.5."""
    cells = (children("a", 2), children("b", 7), Cell("m", 1_144_785, Kind.MONEY, weight=9))
    pack = Pack(cells, (Relation((("m", 1), ("a", -208_123), ("b", -104_077))),))
    with pytest.raises(DisclosureError, match="“a” can be worked out from what is shown: exactly 2"):
        audit(pack, {"a", "b"})
    assert choose(pack).secondary == {"m"}


def test_a_difference_tells_what_was_subtracted() -> None:
    """Doing nothing 2, plan 9, change +7: with plan and change shown, 9 − 7 = 2."""
    cells = (children("plan", 9), children("nothing", 2), Cell("change", 7, lower=-inf, weight=2))
    chosen = protect(Pack(cells, (difference("change", "plan", "nothing"),)))
    assert chosen.secondary == {"plan"}


def test_all_is_hidden_when_nothing_else_protects() -> None:
    chosen = protect(pack_of("t", [[1, 1], [1, 1]]))
    assert chosen.hidden == {f"t:{r},{c}" for r in (0, 1, "+") for c in (0, 1, "+")}
    assert not chosen.secondary, "every figure is below 5"


def test_nothing_can_protect_a_count_that_the_reader_can_work_out_anyway() -> None:
    pack = Pack((children("a", 2), children("b", 3)), (Relation((("a", 1), ("b", 1)), 5),))
    assert ranges(pack, {"a", "b"}) == {"a": pytest.approx((0, 5)), "b": pytest.approx((0, 5))}
    pack = Pack((children("a", 2), children("b", 1)), (Relation((("a", 1), ("b", 1)), 3),))
    with pytest.raises(DisclosureError, match="“a” could be worked out though every figure is hidden that may be"):
        protect(pack)


def test_a_small_figure_asked_to_be_shown_is_refused() -> None:
    with pytest.raises(DisclosureError, match="“Girls” must be hidden"):
        choose(Pack((Cell("a", 2, Kind.CHILDREN, "Girls", keep=True),)))


def test_a_figure_to_be_kept_is_kept_though_it_is_the_lightest() -> None:
    cells = (children("a", 2), children("b", 30, weight=3), Cell("+", 32, Kind.CHILDREN, keep=True))
    assert choose(Pack(cells, (total("+", "ab"),))).secondary == {"b"}


def test_a_nought_known_beforehand_protects_nobody() -> None:
    cells = (
        children("a", 4),
        children("never", 0, upper=0),
        children("b", 30, weight=3),
        children("+", 34, weight=9),
    )
    assert choose(Pack(cells, (total("+", ["a", "never", "b"]),))).secondary == {"b"}


def test_what_is_in_no_table_but_can_be_worked_out_is_protected() -> None:
    """12 boys and girls, 10 boys: 2 girls, whom no table shows."""
    cells = (children("boys", 10), Cell("girls", 2, Kind.CHILDREN, latent=True), children("all", 12, weight=2))
    pack = Pack(cells, (total("all", ["boys", "girls"]),))
    with pytest.raises(DisclosureError, match="“girls” can be worked out from what is shown: exactly 2"):
        audit(pack, set())
    chosen = protect(pack)
    assert chosen.secondary == {"boys"}
    assert chosen.figure(pack.by_id["girls"]) is Symbol.CONFIDENTIAL


def test_what_the_reader_knew_beforehand_is_not_asked_for() -> None:
    """A home of two beds: at most 2 children, so 0 to 2 is all that can stay possible."""
    pack = Pack((children("home", 1, upper=2), children("b", 6), children("+", 7)), (total("+", ["home", "b"]),))
    assert protections(pack, Rule()) == {"home": Interval(0, 2)}
    assert protect(pack).weight == 1


def test_noughts_are_shown_unless_asked() -> None:
    pack = pack_of("t", [[0, 8], [9, 20]])
    assert not choose(pack).hidden
    assert choose(pack, Rule(suppress_zero=True)).primary == {"t:0,0"}


def test_the_threshold_is_a_setting() -> None:
    pack = Pack((children("a", 7),))
    assert not choose(pack).hidden
    assert choose(pack, Rule(threshold=10)).primary == {"a"}


def test_fractions_count_as_they_are_shown() -> None:
    """4.6 is shown as 5 and 0.4 as 0, neither small; 4.4 is shown as 4."""
    values = {"a": 4.6, "b": 0.4, "c": 4.4}
    pack = Pack(tuple(children(id, value, unit=1) for id, value in values.items()))
    assert choose(pack).primary == {"c"}
    assert [choose(pack).figure(cell) for cell in pack.cells] == [5, 0, Symbol.CONFIDENTIAL]


def test_a_planted_leak_is_refused_with_its_name_and_range() -> None:
    pack = pack_of("t", [[3, 8], [9, 20]])
    with pytest.raises(DisclosureError) as refusal:
        audit(pack, {"t:0,0", "t:0,1"})
    assert str(refusal.value).splitlines() == [
        "Not safe to publish.",
        "“t:0,0” can be worked out from what is shown: exactly 3, though anything from 0 to 5 should stay "
        "possible.",
        "“t:0,1” can be worked out from what is shown: exactly 8, so that hiding it is of no use.",
    ]
    with pytest.raises(DisclosureError, match="“t:0,0” is shown but must be hidden"):
        audit(pack, {"t:0,1"})
