"""The block between two lines of hyphens in which a file says what it is."""

from __future__ import annotations

import re

import yaml

from graphkit.reading.fields import FrontMatter, front_of

_FRONT = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n?|\n)(.{0,20000}?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL
)


def split_front_matter(text: str) -> tuple[FrontMatter, int]:
    """The front matter of a text, and where the text goes on after it. A broken block is left to the text."""
    if not (found := _FRONT.match(text)):
        return FrontMatter(), 0
    try:
        # Every scalar is a string here: no tag of YAML can make anything else.
        fields = yaml.BaseLoader(found[1]).get_single_data()
    except (yaml.YAMLError, RecursionError) as error:
        problem = getattr(error, "problem", None) or "too deep"
        return FrontMatter(note=f"the front matter is not YAML ({problem}); it is read as text"), 0
    if fields is None:
        return FrontMatter(), found.end()
    if not isinstance(fields, dict):
        return FrontMatter(note="the front matter has no fields (title: …); it is read as text"), 0
    front = front_of(fields, {})
    return front, found.end()
