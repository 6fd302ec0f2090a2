"""Sentences and the claims in them, grouped by what the grammar does; the traps stand in traps.yaml."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_aloud import article, claims, extractor, short

pytestmark = pytest.mark.model

Triple = tuple[str, str, str]

CASES: dict[str, list[Triple]] = {
    # active, passive, participles
    "China has backed the plan.": [("China", "supports", "the plan")],
    "The bill was opposed by France.": [("France", "opposes", "The bill")],
    "Canada adheres to a treaty opposed by Russia.": [
        ("Canada", "supports", "a treaty opposed by Russia"),
        ("Russia", "opposes", "a treaty opposed by Russia"),
    ],
    "Norway rejected the Iran-backed proposal.": [
        ("Norway", "opposes", "the Iran-backed proposal"), ("Iran", "supports", "proposal"),
    ],
    "Macron criticised and rejected the deal.": [("Macron", "opposes", "the deal")],
    # prepositional, infinitive, clausal objects
    "Germany objected to the tax.": [("Germany", "opposes", "the tax")],
    "Keir Starmer called for a ceasefire.": [("Keir Starmer", "proposes", "a ceasefire")],
    "Brazil urged Congress to block the pipeline.": [("Brazil", "proposes", "Congress to block the pipeline")],
    "Poland called on the United Nations to send observers.": [
        ("Poland", "proposes", "the United Nations to send observers")
    ],
    "India promised to cut emissions.": [("India", "supports", "cut emissions")],
    "Joe Biden promised to veto the bill.": [("Joe Biden", "opposes", "the bill")],
    "Kenya proposed that the talks be held in Nairobi.": [("Kenya", "proposes", "the talks be held in Nairobi")],
    # nouns, adjectives, light verbs
    "Olaf Scholz expressed his opposition to the embargo.": [("Olaf Scholz", "opposes", "the embargo")],
    "Spain voiced support for the reform.": [("Spain", "supports", "the reform")],
    "Lawmakers noted the German rejection of the budget.": [("Germany", "opposes", "the budget")],
    "Italy is against the levy.": [("Italy", "opposes", "the levy")],
    "Mexico is ready to talk to the rebels.": [("Mexico", "supports", "talk to the rebels")],
    "Ministers were wary of the merger.": [("ministers", "opposes", "the merger")],
    "Angela Merkel underlined the need for a fair wage.": [("Angela Merkel", "proposes", "a fair wage")],
    # negation
    "Germany did not support the proposal.": [("Germany", "opposes", "the proposal")],
    "Japan would not object to sanctions.": [("Japan", "supports", "sanctions")],
    "Hungary refused to back the sanctions.": [("Hungary", "opposes", "the sanctions")],
    "Sweden has not made a commitment.": [],
    "Norway made no case for the levy.": [],
    "Norway gave no support to the levy.": [("Norway", "opposes", "the levy")],
    # not asserted
    "If Germany supports the tax, France will follow.": [],
    "Does Germany support the tax?": [],
    "Ali Smith denied that Germany supports the tax.": [],
    "Chile hopes that Peru supports the tax.": [],
    # speech
    "“We must protect the forests,” Lula da Silva said.": [("Lula da Silva", "proposes", "protect the forests")],
    "Emma Jones said that Turkey opposes the pact.": [("Turkey", "opposes", "the pact")],
    "The strike is a mistake, Emma Jones said.": [("Emma Jones", "opposes", "The strike")],
    "The strike is a mistake.": [],
    # actors
    "Unions and farmers criticised the deal.": [
        ("unions", "opposes", "the deal"), ("farmers", "opposes", "the deal"),
    ],
    "Critics oppose the deal.": [],
    "The move opposes the deal.": [],
    "Talks were held in Berlin. Berlin rejected the deal.": [("Germany", "opposes", "the deal")],
    "Emma Jones arrived on Monday. She rejected the deal.": [("Emma Jones", "opposes", "the deal")],
    "The French president, Emmanuel Macron, endorsed the treaty.": [("Emmanuel Macron", "supports", "the treaty")],
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_sentence(text: str) -> None:
    assert short(text) == CASES[text]


def test_speaker_is_whoever_says_so_of_another() -> None:
    (claim,) = claims("Emma Jones said that Turkey opposes the pact.")
    assert claim.speaker is not None
    assert claim.speaker.name == "Emma Jones"


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("France backs the plan.", "actual"),
        ("France will back the plan.", "intended"),
        ("France may back the plan.", "possible"),
        ("France would back the plan if Spain paid for it.", "conditional"),
    ],
)
def test_modality(text: str, modality: str) -> None:
    assert [claim.modality for claim in claims(text)] == [modality]


def test_offsets_are_into_the_text_of_the_file() -> None:
    text = "A title\r\n\r\n  \ufeffChina  backed\u200b the “plan”.\r\nEmma Jones rejected it all — the tax, too.\r\n"
    for claim in claims(text):
        assert text[claim.actor.start : claim.actor.end] == claim.actor.text
        assert text[claim.object.start : claim.object.end] == claim.object.text
        evidence = claim.evidence
        assert text[evidence.start : evidence.end] == evidence.exact
        assert text[: evidence.start].endswith(evidence.prefix)
        assert text[evidence.end :].startswith(evidence.suffix)


WORDS = st.sampled_from(
    [
        "Germany",
        "Trump",
        "he",
        "“",
        "”",
        '"',
        "'",
        "said",
        "that",
        "not",
        "never",
        "opposes",
        "support",
        "for",
        "to",
        "the",
        "plan",
        "tax",
        ",",
        ".",
        "?",
        "—",
        "—",
        "if",
        "must",
        "by",
        "with",
        "and",
        "his",
        "we",
        "I",
        "leaders",
        "against",
        "urged",
        "Congress",
        "block",
        "🙂",
        "\u200b",
        "\u202e",
        "<b>",
        "2025",
        "Monday",
        "of",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    for claim in claims(text):
        assert text[claim.object.start : claim.object.end] == claim.object.text


def test_batches_do_not_change_what_is_read() -> None:
    texts = [*CASES]
    together = list(extractor()([article(text) for text in texts]))
    alone = [next(iter(extractor()([article(text)]))) for text in texts[:8]]
    assert together[:8] == alone
