"""The shipped ontology binds; a broken one is refused with its file and line."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from graphkit.errors import OntologyError
from graphkit.ontology import load_ontology

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the ontology, to be broken."""
    copy = tmp_path / "ontology"
    shutil.copytree(load_ontology().folder, copy)
    return copy


def test_the_shipped_ontology_binds() -> None:
    ontology = load_ontology()
    ontology.check()
    assert set(ontology.relations) == {"supports", "opposes", "proposes"}
    assert set(ontology.kinds) == {"Person", "Organization", "Country", "Group"}


BROKEN = {
    "an unknown relation": (
        "frames/en.yaml", "- {relation: supports, object: [\"prep:of\"], cues: [approve]}",
        "- {relation: suports, object: [\"prep:of\"], cues: [approve]}",
        "'suports' is no gk:Stance; there are opposes, proposes, supports",
    ),
    "an unknown slot": (
        "frames/en.yaml", "object: [\"prep:behind\"]", "object: [behind]", "'behind' is no slot",
    ),
    "an unknown field": ("frames/en.yaml", "    modality: intended", "    mood: intended", "'mood' is unknown"),
    "a word given twice": ("frames/en.yaml", "cues: [agree, insist]", "cues: [agree, agree]", "'agree' stands twice"),
    "a calibration that falls": (
        "frames/en.yaml", "[0.6, 0.8]", "[0.6, 0.6]", "a higher score may not be worth less",
    ),
    "no YAML": ("frames/en.yaml", "verbs:", "verbs: [", "not YAML"),
    "no Turtle": ("graphkit.ttl", "gk:Actor a owl:Class", "gk:Actor a owl:Class owl:Class", "not Turtle"),
    "a relation without colour": (
        "graphkit.ttl", 'gk:colour "#007a5e" ;', "", "has 0 values of https://w3id.org/graphkit/ns#colour",
    ),
    "an alias of two countries": (
        "names/countries.yaml", "demonyms: [German, Germans]", "metonyms: [Paris]", "already names",
    ),
    "no Wikidata item": ("names/countries.yaml", "wikidata: Q183", "wikidata: 183", "'183' is no Wikidata item"),
    "a question without a title": ("queries/who-opposes.rq", "# title:", "# heading:", "no '# title: …'"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_with_its_address(case: str, folder: Path) -> None:
    name, old, new, message = BROKEN[case]
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OntologyError) as refused:
        load_ontology(folder).check()
    said = str(refused.value)
    assert message in said
    assert said.startswith(str(path))
    if path.suffix == ".yaml":
        line = int(said.removeprefix(str(path)).split(":")[1])
        assert abs(line - text[: text.index(old)].count("\n") - 1) <= 2


@pytest.mark.parametrize(
    "name", ["graphkit.ttl", "shapes.ttl", "frames/en.yaml", "names/titles.yaml", "topics/en.yaml"]
)
def test_a_missing_file_is_named(name: str, folder: Path) -> None:
    (folder / name).unlink()
    with pytest.raises(OntologyError, match=name.rsplit("/", 1)[-1]):
        load_ontology(folder).check()


def test_a_score_is_worth_what_the_calibration_says() -> None:
    lexicon = load_ontology().lexicon
    worth = [lexicon.confidence(score / 100) for score in range(101)]
    assert worth == sorted(worth)
    assert all(lexicon.confidence(score) == round(value, 2) for score, value in lexicon.calibration)


def test_the_fingerprint_is_of_the_content(folder: Path) -> None:
    before = load_ontology(folder).fingerprint
    assert before == load_ontology().fingerprint
    with (folder / "topics" / "en.yaml").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")
    assert load_ontology(folder).fingerprint != before
