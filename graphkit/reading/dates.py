"""Days as files write them: the standards of the web, and the forms in which a day cannot be mistaken."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_SPELLED = ("%d %B %Y", "%B %d %Y", "%d %b %Y", "%b %d %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
_CLOCK = re.compile(r"[T ,]*\b\d{1,2}:\d\d.*$")
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")

_MILLISECONDS = 100_000_000_000
"""Above this a number counts milliseconds: as seconds it would lie in the year 5138."""


def day_in(text: str) -> date | None:
    """The day that a text begins with, written 2025-02-17."""
    if not (found := _ISO.match(text)):
        return None
    with suppress(ValueError):
        return date.fromisoformat(found[0])
    return None


def day_of(value: object) -> date | None:
    """The day that a field names: a date, ISO 8601, RFC 5322, a spelled date or seconds since 1970.

    None for what could be two days ("02/03/2025") or is none.
    """
    if isinstance(value, date):  # a datetime too: the day where it was written
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(float(value))
    if not isinstance(value, str) or len(value) > 100:
        return None
    text = " ".join(value.split())
    return day_in(text) or _standard(text) or _spelled(text)


def _standard(text: str) -> date | None:
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        return parsedate_to_datetime(text).date()
    return None


def _spelled(text: str) -> date | None:
    if re.fullmatch(r"\d{9,10}|\d{12,13}", text):
        return _since_1970(float(text))
    plain = _CLOCK.sub("", _WEEKDAY.sub("", text)).replace(",", " ").replace("Sept ", "Sep ")
    plain = " ".join(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|(?<=[a-z])\.", "", plain).split())
    for form in _SPELLED:
        with suppress(ValueError):
            return datetime.strptime(plain, form).date()
    return _slashed(plain)


def _slashed(text: str) -> date | None:
    if not (found := _SLASHED.fullmatch(text)):
        return None
    first, second, year = map(int, found.groups())
    if first != second and max(first, second) <= 12:
        return None  # the order of day and month differs between countries
    with suppress(ValueError):
        return date(year, min(first, second), max(first, second))
    return None


def _since_1970(seconds: float) -> date | None:
    if abs(seconds) > _MILLISECONDS:
        seconds /= 1000
    if seconds < 100_000_000:  # before 1973: a number of something else
        return None
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(seconds, UTC).date()
    return None
