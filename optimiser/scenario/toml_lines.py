"""The lines on which the entries of an array of tables begin in a TOML text, which ``tomllib`` does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<text>\"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<newline>\n)
    | (?P<header>\[\[[^\S\n]*(?P<name>[\w-]+|"[^"\n]*"|'[^'\n]*')[^\S\n]*\]\])
    | (?P<open>[\[{])
    | (?P<close>[\]}])
    | (?P<assigned>(?P<key>[\w-]+)[^\S\n]*=)
    | (?P<other>[^\s\#"'\[\]{}]+|[ \t\r])
    """,
    re.VERBOSE | re.DOTALL,
)


def entry_lines(text: str) -> Mapping[str, list[int]]:
    """Return, for each name, the lines on which its ``[[name]]`` stand, in order; the first line is 1.

    An array written in one, ``name = [{…}, {…}]``, is told by the line of its name. The text must be TOML
    that can be read; what looks like a header within a comment, a text of one or more lines, or an array is
    none.

    >>> entry_lines('# [[change]]\\n[[change]]\\nreason = "see [[change]]"\\n\\n[[change]]')
    {'change': [2, 5]}
    """
    found: dict[str, list[int]] = {}
    line, depth, at_start, under_header = 1, 0, True, False
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        begins = at_start and depth == 0
        if begins and (kind == "header" or (kind == "assigned" and not under_header)):
            found.setdefault((token["name"] or token["key"]).strip("\"'"), []).append(line)
        elif kind == "open":  # a header that is none, as in [[1]], opens and closes at once
            depth += 1
        elif kind == "close":
            depth -= 1
        under_header |= begins and kind in ("header", "open")
        line += token[0].count("\n")
        if kind == "newline":
            at_start = True
        elif token[0].strip():
            at_start = False
    return found
