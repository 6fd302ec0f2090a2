"""Markup inside a paragraph: made blank, one for one, so that offsets stay."""

from __future__ import annotations

import re

_URL = r"[^()\s]*(?:\([^()\s]*\)[^()\s]*)*"
_TARGET = rf"\(<?{_URL}>?(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)"

_MARKUP = (
    re.compile(r"<!--.{0,2000}?-->", re.DOTALL),
    re.compile(rf"!\[[^\[\]\n]*\]{_TARGET}"),  # an image: its text describes, it does not report
    re.compile(rf"(?P<open>\[)[^\[\]]*(?P<close>\]{_TARGET})"),
    re.compile(r"(?P<open>\[)[^\[\]\n]+(?P<close>\]\[[^\[\]\n]*\])"),
    re.compile(r"</?[A-Za-z][^<>\n]{0,200}>"),
    re.compile(r"<(?:https?://|mailto:)[^<>\s]+>"),
    re.compile(r"(?<!`)(?P<open>`{1,3})(?!`)[^`\n]+(?P<close>`{1,3})"),
    re.compile(r"(?P<open>\*\*|__|~~)(?=\S)[^*~\n]+?(?<=\S)(?P<close>\*\*|__|~~)"),
    re.compile(r"(?<![\w*])(?P<open>\*)(?=[^\s*])[^*\n]+?(?<=\S)(?P<close>\*)(?![\w*])"),
    re.compile(r"(?<![\w_])(?P<open>_)(?=[^\s_])[^_\n]+?(?<=\S)(?P<close>_)(?![\w_])"),
    re.compile(r"\A\s*[•·▪◦‣●■*-]\s"),  # a bullet
    re.compile(r"\A\s*#{1,6}\s"),
    re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*(?:>[ \t]?)+"),  # the mark of a quotation, again on each line of it
    re.compile(r"\\(?=[\r\n!-/:-@\[-`{-~])"),
)
_SPACE = re.compile(r"\s")


def without_markup(text: str) -> str:
    """A paragraph with its markup and line breaks made blanks: as long as before, each word where it was.

    Plain text comes back as it is, but for line breaks: only a pair that Markdown would take for markup is.
    """
    if not any(mark in text for mark in "*_`~[<>\\#•·▪◦‣●■-"):
        return _SPACE.sub(" ", text)
    for pattern in _MARKUP:
        text = pattern.sub(_blanked, text)
    return _SPACE.sub(" ", text)


def _blanked(found: re.Match[str]) -> str:
    if "open" not in found.re.groupindex:
        return " " * len(found[0])
    inner = found.string[found.end("open") : found.start("close")]
    return " " * len(found["open"]) + inner + " " * len(found["close"])
