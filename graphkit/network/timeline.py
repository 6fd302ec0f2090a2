"""A discourse cut into windows of time."""

from __future__ import annotations

import calendar
from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from graphkit.errors import InputError
from graphkit.network.occurrences import Discourse, Occurrence, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

Unit = Literal["events", "days", "weeks", "months", "years"]
"""What the length of a window is counted in."""

_NATURAL: tuple[tuple[int, Unit, int], ...] = (
    *((14, "days", 3), (62, "days", 7), (366, "weeks", 4)),
    (40 * 366, "months", 3),
)


class Window(NamedTuple):
    """The discourse of the days from `first` to `last`, both included."""

    first: date
    last: date
    discourse: Discourse


def windows(discourse: Discourse, unit: Unit, size: int, step: int = 1) -> Iterator[Window]:
    """The discourse of each window of `size` units, moved forward by `step` units.

    The moving time window of DNA (Leifeld, Gruber, Bossner 2019, section 2.7; P. Leifeld 2016: Policy Debates
    as Dynamic Networks, Campus): window t holds the occurrences of the days d with
    first + t·step ≤ d < first + t·step + size, first being the day of the first occurrence. Only windows that
    end on the last day or before it are given, and at least one; a window may hold nothing. Months and years
    are those of the calendar, begun on the day of the month of the first occurrence, or on the month's last.
    For days and an odd size these are the windows of the program, which names each by its middle; it takes
    round((size - 1) / 2) units to both sides of that, so that an even size is one more day there.

    "events" counts occurrences instead of time: window t holds the occurrences t·step to t·step + size − 1 in
    their order, and with them all of the days of the first and the last of these, for what happened on one day
    has no order; windows that are then the same come once. Occurrences without a day are in no window.

    Raises InputError for an unknown unit and a size or step below 1.
    """
    one_of("unit", unit, get_args(Unit))
    for option, value in (("size", size), ("step", step)):
        if value < 1:
            raise InputError(f"{option}: a window cannot have {value} {unit}; give 1 or more")
    occurrences = sorted((o for o in discourse.occurrences if o.date is not None), key=_day)
    dated = [_day(occurrence) for occurrence in occurrences]
    if not dated:
        return
    for first, last in _by_events(dated, size, step) if unit == "events" else _by_days(dated, unit, size, step):
        inside = slice(bisect_left(dated, first), bisect_right(dated, last))
        yield Window(first, last, replace(discourse, occurrences=tuple(occurrences[inside])))


def natural_window(discourse: Discourse) -> tuple[Unit, int]:
    """A unit and size that give a debate of this length some windows.

    They are three days up to a length of 14 days, a week up to 62, four weeks up to 366, three months up to forty
    years, and two years beyond: one date that is wrong by centuries shall not make a hundred thousand windows.
    """
    dated = [occurrence.date for occurrence in discourse.occurrences if occurrence.date is not None]
    length = (max(dated) - min(dated)).days + 1 if dated else 0
    return next(((unit, size) for longest, unit, size in _NATURAL if length <= longest), ("years", 2))


def _by_events(dated: list[date], size: int, step: int) -> Iterator[tuple[date, date]]:
    previous = None
    for start in range(0, max(len(dated) - size, 0) + 1, step):
        span = (dated[start], dated[min(start + size, len(dated)) - 1])
        if span != previous:
            yield span
        previous = span


def _by_days(dated: list[date], unit: Unit, size: int, step: int) -> Iterator[tuple[date, date]]:
    first, last = dated[0], dated[-1]
    for number in count():
        start, after = _later(first, unit, number * step), _later(first, unit, number * step + size)
        end = after - timedelta(days=1) if after else date.max
        if start is None or (number and (after is None or end > last)):
            return
        yield start, end


def _later(day: date, unit: Unit, number: int) -> date | None:
    """The day so many units later; None past the end of the calendar."""
    try:
        if unit in ("days", "weeks"):
            return day + timedelta(days=number * (7 if unit == "weeks" else 1))
        months = day.month - 1 + number * (12 if unit == "years" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return None


def _day(occurrence: Occurrence) -> date:
    return occurrence.date or date.max
