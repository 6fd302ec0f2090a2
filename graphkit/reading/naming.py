"""What the name of a file and of the folders above it say about an article: the day, and the site it was saved from."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from pathlib import PurePosixPath

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_/.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_SITE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}(?:com|org|net|info|news|int|eu|[a-z]{2})")


def day_in_path(path: str) -> date | None:
    """The day in a path, written 2025-02-17, 20250217 or 2025/02/17; None where two are named."""
    days = set()
    for year, _, month, day in _DAY.findall(path):
        with suppress(ValueError):
            days.add(date(int(year), int(month), int(day)))
    return days.pop() if len(days) == 1 else None


def publisher_in_path(path: str) -> str | None:
    """The site after which a folder in a path is named, as programs that save sites name it: "www.day.example.com"."""
    folders = PurePosixPath(path).parts[:-1]
    sites = {folder.lower().removeprefix("www.") for folder in folders if _SITE.fullmatch(folder.lower())}
    return sites.pop() if len(sites) == 1 else None
