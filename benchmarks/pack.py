"""Time of a whole strategy pack as a multiple of the time of one chart.

    optimiser plan inputs/lewisham --out runs/lewisham
    python benchmarks/pack.py [RUN]

One chart is drawn first and not counted, since it loads the drawing library; the median of all charts follows. The
pack is built from the run and written with all its files.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from optimiser.pack.building import pack_of
from optimiser.pack.charts.picture import chart_pictures
from optimiser.pack.facts import Facts
from optimiser.pack.folder import write_pack
from optimiser.pack.publish import protected
from optimiser.run_reading import read_run


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(run: Path) -> None:
    found = read_run(run)
    charts = list(pack_of(Facts(found, draws=True)).charts())
    chart_pictures(charts[0])
    one = statistics.median(seconds(lambda chart=chart: chart_pictures(chart)) for chart in charts)  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as folder:
        draft = seconds(lambda: write_pack(pack_of(Facts(found, draws=True)), Path(folder) / "draft"))
        public = seconds(
            lambda: write_pack(protected(pack_of(Facts(found, publish=True, draws=True))), Path(folder) / "public")
        )
    print(f"one chart: {one:.2f} s (median of {len(charts)}, PNG and SVG)")
    for name, taken in (("draft", draft), ("published", public)):
        print(f"the pack, {name}: {taken:.1f} s, {taken / one:.1f} × one chart")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "runs/lewisham"))
