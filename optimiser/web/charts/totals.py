"""Totals over stacked columns, as many as have room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from optimiser.web.charts.room import Room, room_over
from optimiser.web.charts.scene import GAP, Text
from optimiser.web.charts.upright import Upright
from optimiser.web.charts.words import LINE


def totals(chart: Upright, columns: Mapping[int, Room], over: Sequence[str], marks: Sequence[Text]) -> list[Text]:
    """What is written over each column; where that would touch, over every second, or third, or so on.

    ``columns``: the room of those that are drawn, by their places; ``over``: words for every place. One that would
    touch a column beside its own, or a mark, is left out: its figure stands in the table.
    """
    texts = {place: _over(room, over[place]) for place, room in columns.items()}
    rooms = {place: room_over(text) for place, text in texts.items()}
    marked = [room_over(mark) for mark in marks]
    free = [
        place
        for place, room in rooms.items()
        if chart.left - GAP <= room.left
        and room.right <= chart.right
        and not room.meets([*marked, *(other for at, other in columns.items() if at != place)])
    ]
    for every in range(1, chart.columns + 1):
        shown = [place for place in free if place % every == 0]
        if not any(rooms[one].meets([rooms[other]]) for one, other in combinations(shown, 2)):
            break
    return [texts[place] for place in shown]


def _over(column: Room, text: str) -> Text:
    return Text((column.left + column.right) / 2, column.top - LINE / 2 - GAP / 2, text, "middle")
