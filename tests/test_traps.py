"""Every sentence of traps.yaml gives its statements and no others. The matching is that of shared/tools/score.py."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from reading_aloud import article, extractor

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from graphkit.model import Claim

STOP = frozenset(
    re.findall(
        r"\S+",
        "a an the of to in on for with by at from and or that this such as its his her their our it he she they we "
        "is are was were be been being has have had will would may might can could should must do does not n't",
    )
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A statement of the suite; `optional` ones may be found or not."""

    actor: str
    relation: str
    object: str
    optional: bool
    modality: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Trap:
    """A text and the statements in it."""

    id: str
    text: str
    wanted: tuple[Wanted, ...]
    is_trap: bool
    xfail: str | None


def trap(entry: dict[str, Any]) -> Trap:
    rows = [(row, False) for row in entry["claims"]] + [(row, True) for row in entry.get("opt", [])]
    wanted = tuple(
        Wanted(actor, relation, what, optional, **dict(*fields)) for (actor, relation, what, *fields), optional in rows
    )
    return Trap(entry["id"], entry["text"], wanted, entry.get("trap", False), entry.get("xfail"))


TRAPS = [trap(entry) for entry in yaml.safe_load(Path(__file__).with_name("traps.yaml").read_text("utf-8"))]


def plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).replace("’", "'").replace("‘", "'")
    return re.sub(r"\s+", " ", text).strip().lower()


def name(text: str) -> str:
    return re.sub(r"^(the|a|an|some) ", "", plain(text)).replace(".", "")


def words(text: str) -> set[str]:
    tokens = re.findall(r"[a-z0-9%]+", plain(text).replace("'s", ""))
    return {token for token in tokens if token not in STOP} or set(tokens)


def overlap(wanted: str, found: str) -> float:
    """The F1 of the content words, where a plural s makes no difference."""
    a, b = words(wanted), words(found)
    common = len({word for word in a if word in b or word + "s" in b or word.rstrip("s") in b})
    return 2 * common / (len(a) + len(b)) if a and b else 0.0


def similarity(wanted: Wanted, claim: Claim) -> float:
    """0 where the two do not match, else the overlap of their objects."""
    if (
        claim.relation not in wanted.relation.split("|")
        or name(claim.actor.name) not in {name(actor) for actor in wanted.actor.split("|")}
        or (claim.modality != wanted.modality if wanted.modality else claim.modality == "possible")
        or (wanted.speaker and (not claim.speaker or name(claim.speaker.name) != name(wanted.speaker)))
    ):
        return 0.0
    spans = wanted.object.split(" || ")
    if claim.object.referent and name(claim.object.referent.name) in {name(span) for span in spans}:
        return 1.0
    score = max(overlap(span, text) for span in spans for text in (claim.object.text, claim.object.label))
    return score if score >= 0.5 else 0.0


def mistakes(wanted: tuple[Wanted, ...], claims: tuple[Claim, ...]) -> list[str]:
    """What is missing and what is too much, after the best match one to one."""
    pairs = sorted(
        ((similarity(w, c), not w.optional, -i, -j) for i, w in enumerate(wanted) for j, c in enumerate(claims)),
        reverse=True,
    )
    met: dict[int, int] = {}
    for score, _, i, j in pairs:
        if score and -i not in met and -j not in met.values():
            met[-i] = -j
    missing = [
        f"MISSING {w.actor} {w.relation} [{w.object}]" for i, w in enumerate(wanted) if not w.optional and i not in met
    ]
    false = [
        f"FALSE {c.actor.name} {c.relation} [{c.object.text}] ({c.modality}, {c.rule}: {c.cue})"
        for j, c in enumerate(claims)
        if c.modality != "possible" and j not in met.values()
    ]
    return missing + false


@pytest.fixture(scope="session")
def found() -> dict[str, tuple[Claim, ...]]:
    """What the rules find in each text, read as articles of one batch."""
    articles = [article(case.text, f"{case.id}.txt") for case in TRAPS]
    return {case.id: tuple(claims) for case, claims in zip(TRAPS, extractor()(articles), strict=True)}


def known(case: Trap) -> ParameterSet:
    marks = [pytest.mark.xfail(strict=True, reason=case.xfail)] if case.xfail else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.model
@pytest.mark.parametrize("case", [known(case) for case in TRAPS])
def test_a_text_gives_its_statements_and_no_others(case: Trap, found: dict[str, tuple[Claim, ...]]) -> None:
    wrong = mistakes(case.wanted, found[case.id])
    assert not wrong, case.text


def test_the_suite_is_wide_and_honest() -> None:
    """At least 200 texts, half of them traps; fewer than one in twenty is known to fail."""
    assert max(Counter(case.id for case in TRAPS).values()) == 1
    assert max(Counter(case.text for case in TRAPS).values()) == 1
    assert len(TRAPS) >= 200
    assert sum(case.is_trap for case in TRAPS) >= len(TRAPS) / 2
    assert sum(case.xfail is not None for case in TRAPS) < len(TRAPS) / 20
