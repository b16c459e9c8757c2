"""What the process that reads an upload does; ``take_in`` alone starts it.

It is asked on standard input and answers on standard output, both JSON, and says nothing else to anybody: what
goes wrong within it is told by the kind of error and the line of our code, never by its text.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimiser.web.intake.limits import Limits, hold


def main() -> None:
    """Read the request, hold to its limits, answer."""
    request = json.loads(sys.stdin.buffer.read())
    limits = Limits(**request["limits"])
    hold(limits)
    text = json.dumps(answer(request, limits), ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))


def answer(request: Mapping[str, str], limits: Limits) -> dict[str, Any]:
    """Return what came of the upload, or ``memory`` or ``failed`` where nothing did.

    The request names the files ``upload``, ``scratch`` and ``into``, and ``name`` as it is to be shown.
    """
    upload, scratch, into = (Path(request[name]) for name in ("upload", "scratch", "into"))
    try:
        from optimiser.web.intake.reading import read_upload  # the large libraries, under the limit of memory

        return read_upload(upload, request["name"], scratch, into, limits).as_json()
    except MemoryError:
        return {"memory": True}
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return {"failed": f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"}
