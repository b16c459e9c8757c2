"""Cases to begin from: the examples that come with the program, and one whose tables are still to be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optimiser.errors import OptimiserError

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = {
    "tiny": "an invented council, small enough to check by hand",
    "lewisham": "Lewisham from 2025/26 to 2030/31, from published figures and marked judgements",
}
"""Names of the examples and what they are."""

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "example_inputs", _PACKAGE.parent / "inputs")
"""Where examples are: inside an installed package, and beside it in the repository."""


def example(name: str) -> Path:
    """The folder of an example, to be read and not written to.

    Raises ``OptimiserError`` where there is no such example, or where it was not installed.
    """
    if name not in EXAMPLES:
        raise OptimiserError(f"There is no example {name!r}; the examples are {' and '.join(EXAMPLES)}.")
    return _found(name, _PLACES)


def _found(name: str, places: tuple[Path, ...]) -> Path:
    for place in places:
        if (place / name / "settings.csv").is_file():
            return place / name
    looked = " and ".join(str(place) for place in places)
    raise OptimiserError(
        f"The example {name} did not come with this installation (looked in {looked}); install the program again."
    )


def unfilled_case() -> dict[str, pd.DataFrame]:
    """Every table with all its columns and no rows, but for the settings that every case needs.

    Their values are blank, to be filled in; their notes say what they are.
    """
    import pandas as pd

    from optimiser.tables.specification import SETTINGS, TABLES

    needed = [{"setting": one.name, "note": one.column.description} for one in SETTINGS if one.column.required]
    given = {"settings": needed}
    return {
        table.name: pd.DataFrame(
            given.get(table.name, []), columns=[c.name for c in table.columns], dtype="object"
        )
        for table in TABLES
    }
