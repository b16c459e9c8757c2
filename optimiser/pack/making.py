"""A strategy pack from folders: the run, the studies beside it, and the second opinion that lies in the run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from optimiser.assurance.statement import STATEMENT
from optimiser.errors import RunFolderError
from optimiser.pack.building import pack_of
from optimiser.pack.document import Pack
from optimiser.pack.facts import Facts
from optimiser.pack.studies import read_studies
from optimiser.run_reading import read_run


def strategy_pack(
    run: str | os.PathLike[str],
    *,
    studies: Iterable[str | os.PathLike[str]] = (),
    sections: Iterable[str] = (),
    publish: bool = False,
    threshold: int = 5,
) -> Pack:
    """Make the strategy pack of a run folder; :func:`~optimiser.pack.folder.write_pack` writes it.

    ``studies``: folders that the commands of :data:`~optimiser.pack.studies.KINDS` left, at most one of each;
    ``sections``: only these (:data:`~optimiser.pack.building.SECTIONS`); ``publish``: hide numbers of children
    above 0 and below ``threshold``, and whatever would let one be worked out.

    Raises :class:`~optimiser.errors.RunFolderError` where a folder cannot be used,
    :class:`~optimiser.errors.OptimiserError` where the run has no plan or nothing for a section, and
    :class:`~optimiser.disclosure.errors.DisclosureError` where nothing can protect a number.
    """
    place = Path(run)
    found = read_run(place)
    facts = Facts(found, read_studies(map(Path, studies), found), _statement(place), publish, draws=True)
    pack = pack_of(facts, sections)
    if not publish:
        return pack
    from optimiser.pack.publish import protected  # loads the solver, which a draft does not need

    return protected(pack, threshold)


def _statement(run: Path) -> Mapping[str, Any] | None:
    """The second opinion on a run, if one was taken."""
    file = run / STATEMENT
    if not file.is_file():
        return None
    try:
        found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{file} cannot be read: {error}. Audit the run again.") from error
    if not {"assurance_state", "sentence", "checks"} <= found.keys():
        raise RunFolderError(f"{file} is no second opinion: audit the run again.")
    return found
