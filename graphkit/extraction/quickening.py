"""What makes a spaCy pipeline faster without changing what it says of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphkit.extraction.annotating import quicken_annotation
from graphkit.extraction.inference import quicken_networks

if TYPE_CHECKING:
    from spacy.language import Language


def quicken(nlp: Language) -> None:
    """Changes a pipeline in place."""
    quicken_networks(nlp)
    quicken_annotation(nlp)
