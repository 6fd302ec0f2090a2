"""Cells that no spreadsheet takes for a formula (CSV injection: OWASP)."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")


def escaped(text: str) -> str:
    """A cell of CSV as it is safe to open: an apostrophe stands before what could be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescaped(text: str) -> str:
    """The inverse of `escaped`; what a spreadsheet has freed of its apostrophe stays as it is."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
