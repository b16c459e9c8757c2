"""The summary: a page that a commissioner can read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console

import optimiser
from optimiser import page
from optimiser.cli import main
from optimiser.summary import count, millions, number, percent, pounds, print_summary, summary_text
from optimiser.understood import understood
from tests.cases.casebook import LEWISHAM, Tables, case, demand, periods, read, rows, solve, write
from tests.results.conftest import foster, promised

MOST_LINES, MOST_COLUMNS = 60, 100


def assert_fits(text: str, columns: int = MOST_COLUMNS) -> None:
    lines = text.splitlines()
    assert len(lines) <= MOST_LINES, text
    assert max(map(cell_len, lines)) <= columns, text
    assert not [line for line in lines if line != line.rstrip()], "trailing spaces"
    assert "\x1b" not in text
    assert "nan" not in text.split()
    assert " 1 warnings" not in text


def long_case(quarters: int = 40, options: int = 30) -> Tables:
    """Forty quarters, thirty options with long accented labels, fifteen provisions, five missed promises."""
    labels = [f"20{25 + (q // 4):02}/{26 + (q // 4):02} Q{1 + q % 4}" for q in range(quarters)]
    long = (
        "Gwasanaeth lleoli — déménagement accompagné, naïve façade, Übergangspflege à Évry [pilot] :house: n° {}"
    )
    own = [f"provision_with_a_long_key_{n:02}" for n in range(14)]
    return case(
        periods=periods(*labels, years=0.25),
        needs=rows("need label age_from age_to", ("child", "Children", 0, 17)),
        demand=demand({"child": 200}, labels),
        provisions=rows(
            "provision label family sector weekly_cost mean_stay",
            *[(key, long.format(n), "fostering", "in_house", 500 + 5 * n, 0.5) for n, key in enumerate(own)],
            ("agency", long.format("agency"), "fostering", "external", 1_500, 0.5),
        ),
        suitability=rows("need provision rating", *[("child", key, "suitable") for key in (*own, "agency")]),
        options=rows(
            "option label provision area places_per_unit setup_cost max_per_period whole_units max_total",
            *[
                (f"o{n}", long.format(n), own[n % 14], ("home", "away")[n % 2], 1, 500, 1, "no", 3)
                for n in range(options)
            ],
        ),
        market=rows("provision area", ("agency", "away")),
        targets=rows(
            "target label measure sense value price_if_missed",
            *[(f"t{n}", long.format(n), "inside_boundary", "at_least", 0.9 + n / 100, 1) for n in range(5)],
        ),
    )


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> optimiser.Result:
    return solve(long_case(), tmp_path_factory.mktemp("long"), gap=0.05)


def test_it_fits_a_page(result: optimiser.Result) -> None:
    assert_fits(result.summary())


def test_forty_periods_and_thirty_long_labels_fit_a_page(long: optimiser.Result) -> None:
    text = long.summary()
    assert_fits(text)
    assert "more in plan.csv" in text
    assert "others, in placements.csv" in text
    assert "and 2 more in targets.csv" in " ".join(text.split())
    assert "Gwasanaeth lleoli — déménagement accompagné, naï…" in text
    assert "25/26 Q1 to" in text


@pytest.mark.parametrize("width", [80, 140])
def test_narrow_and_wide(long: optimiser.Result, tiny: optimiser.Result, width: int) -> None:
    for result in (long, tiny):
        assert_fits(summary_text(result, width), width)


def test_markup_in_a_label_is_text(tmp_path: Path) -> None:
    """Square brackets and colons are the user's, not instructions to the terminal."""
    options = rows(
        "option label provision area places_per_unit setup_cost",
        ("home", "[/red] :cat: [bold]", "own", "home", 1, 1_000),
    )
    result = solve(foster(options=options), tmp_path)
    console = Console(file=io.StringIO(), width=MOST_COLUMNS, color_system=None)
    print_summary(result, console)
    assert isinstance(console.file, io.StringIO)
    assert "[/red] :cat: [bold]" in console.file.getvalue()
    assert console.file.getvalue().rstrip("\n") == result.summary()


@pytest.mark.slow
def test_lewisham_fits_a_page() -> None:
    assert_fits(optimiser.plan(optimiser.read_case(LEWISHAM), gap=0.05).summary())


def test_lewisham_as_understood_is_readable() -> None:
    text = understood(optimiser.read_case(LEWISHAM))
    lines = text.splitlines()
    assert max(map(cell_len, lines)) <= MOST_COLUMNS
    assert not [line for line in lines if line != line.rstrip()]
    assert "(1 warnings)" not in text
    assert "Reconciliation to published spending (£m a year)" in lines


def test_unmet_need_and_missed_promises_are_red_and_nothing_else_is(tmp_path: Path) -> None:
    tables = promised(0.5, price=1, bought=5, settings={"unmet_need": 99_000})
    result = solve(tables, tmp_path)
    console = Console(file=io.StringIO(), width=MOST_COLUMNS, force_terminal=True, color_system="standard")
    print_summary(result, console)
    assert isinstance(console.file, io.StringIO)
    red = [line for line in console.file.getvalue().splitlines() if "\x1b[1;31m" in line]
    assert "UNMET NEED" in red[0]
    assert "PROMISE MISSED: Near home (25/26: 44.4 % instead of 50.0 %)" in red[-1]
    assert len(red) <= 3, "the first may take two lines"


def test_children_without_a_home_are_a_row_of_their_own(tmp_path: Path) -> None:
    text = solve(foster(bought=5, settings={"unmet_need": 99_000}), tmp_path).summary()
    table = text[text.index("Children by where they live") :].split("\n\n")[0].splitlines()[2:]
    counts = {line[:26].strip(): line.split()[-2:] for line in table}
    assert counts["Without a suitable home"] == ["1", "1"]
    assert counts["all children"] == ["10", "10"]


def test_a_plan_that_costs_more_says_so(tmp_path: Path) -> None:
    options = rows("option provision area places_per_unit setup_cost", ("recruit", "own", "home", 1, 100_000))
    text = solve(promised(0.5, options=options), tmp_path).summary()
    assert "the plan costs £60k more." in text
    assert "revenue £60k more than doing nothing; no capital; not paid back within the plan." in text


def test_nothing_to_decide_and_no_promises(tmp_path: Path) -> None:
    text = solve(foster(), tmp_path).summary()
    assert "Nothing: the homes there are and the market are the cheapest." in text
    assert "No promises were asked for." in text


def test_one_is_singular(tmp_path: Path) -> None:
    text = understood(optimiser.read_case(write(foster(), tmp_path)))
    assert "the inputs are in order (1 warning)." in text
    assert "1 period, 2025/26; 1 need group, 1 home area, 2 areas, 2 provisions, 0 options, 0 promises" in text


def test_warnings_go_to_the_other_stream(tmp_path: Path) -> None:
    tables = foster()
    tables["supply"][0]["source"] = ""
    done = CliRunner().invoke(main, ["plan", str(write(tables, tmp_path))])
    assert done.exit_code == 0
    assert done.stderr.startswith("Warning: ")
    assert_fits(done.stdout)


@pytest.mark.parametrize("option", ["--gap", "--time-limit"])
def test_not_a_number_is_refused(option: str) -> None:
    done = CliRunner().invoke(main, ["plan", "inputs/tiny", option, "nan"])
    assert done.exit_code == 2
    assert "nan is not a number" in done.stderr


def test_figures_in_words() -> None:
    assert [pounds(v) for v in (1e6, 999_400, 1_000, 999.6, 12, 0, -0.2, -1_500)] == [
        "£1.0m", "£999k", "£1k", "£1k", "£12", "£0", "£0", "−£2k"
    ]  # fmt: skip
    assert [millions(v) for v in (1_234_567, 4_999, -80_000)] == ["1.23", "–", "-0.08"]
    assert [number(v, 0) for v in (0.4, 1_234.5, 0)] == ["–", "1,234", "–"]
    assert [count(v) for v in (0, 2, 2.5, 1_000)] == ["–", "2", "2.5", "1,000"]
    assert [percent(v, 1) for v in (0.1234, None)] == ["12.3 %", "unknown"]


def test_a_table_keeps_its_columns_under_one_another() -> None:
    """Wide characters count twice; a label gives way before a figure does."""
    lines = page.table(
        "Title", ["one\nyear", "two"], [["日本語のラベル", "1", "22"], ["short", "333", "4"], ["remark"]], 24
    )
    assert [text for text, _ in lines] == [
        "Title",
        "                one",
        "               year two",
        "日本語のラベル    1  22",
        "short           333   4",
        "remark",
    ]
    assert [cell_len(text) for text, _ in lines[2:5]] == [23, 23, 23]


def test_every_case_of_the_project_reads_well() -> None:
    for folder in sorted(path.parent for path in LEWISHAM.parent.glob("*/settings.csv")):
        assert read(folder)
        assert understood(optimiser.read_case(folder)).splitlines()[0].endswith(").")
