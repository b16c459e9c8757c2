"""The line of each entry, also where comments and texts look like the head of one."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.scenario.toml_lines import entry_lines

CONFUSING = '''\
# [[change]] in a comment
name = "[[change]] in a text"       # [[change]] behind a value
reason = """
[[change]]
an escaped \\""" and [[change]]
[[change]]""""

[[change]]
table = 'a # sign and [[change]]'
list = [
  "[[change]]",  # [[change]]
  [[1]],
  [["change"]]
]
  [[ "change" ]]  # an entry with quotation marks and spaces
text = \'\'\'
[[change]]
\\\'\'\'
[change.rows]
change = "a key of a table is no entry"
[[new_row]]
cells = { change = "[[change]]", remove = [[1]] }
[[change]]
'''


def test_what_looks_like_an_entry_and_is_none() -> None:
    data = tomllib.loads(CONFUSING)
    found = entry_lines(CONFUSING)
    assert found["change"] == [8, 15, 23]
    assert found["new_row"] == [21]
    assert len(data["change"]) == 3
    assert found["name"] == [2]


def test_an_array_in_one_is_told_by_the_line_of_its_name() -> None:
    assert entry_lines("\nchange = [\n{ a = 1 },\n{ a = 2 }]\n")["change"] == [2]


FILLER = st.sampled_from(
    [
        "# [[change]]",
        "",
        'a{n} = "[[change]] # \\" ]"',
        "a{n} = '[[change]]'",
        'a{n} = """\n[[change]]\n# "" """',
        "a{n} = '''\n[[change]]\n'' [ '''",
        'a{n} = """x"""" # "\'\'\'',
        "a{n} = [[1], [2],\n[[3]]]",
        "a{n} = {{ change = [[1]] }}",
        "[change.sub{n}]",
        "  a{n} = 2026-04-01T07:32:00Z  # [[change]]",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(FILLER, max_size=4), min_size=1, max_size=6))
def test_every_entry_is_found_on_its_line(entries: list[list[str]]) -> None:
    lines: list[str] = []
    expected = []
    for number, filler in enumerate(entries):
        expected.append(sum(line.count("\n") + 1 for line in lines) + 1)
        lines.append("[[change]]")
        lines += [line.format(n=f"{number}_{place}") for place, line in enumerate(filler)]
    text = "\n".join(lines)
    assert len(tomllib.loads(text)["change"]) == len(expected)
    assert entry_lines(text)["change"] == expected


@pytest.mark.parametrize("text", ["", "\n\n", "a = 1"])
def test_no_entries(text: str) -> None:
    assert "change" not in entry_lines(text)
