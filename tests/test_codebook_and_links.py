"""Drafts of codebooks, links of authority files and the tables of names, at their edges."""

from __future__ import annotations

import csv
import io
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import identifiers, names, texts

from graphkit.codebook import draft_codebook, read_codebook
from graphkit.errors import InputError
from graphkit.labels import folded
from graphkit.merges import MERGES, QUESTIONS, merges_csv, questions, questions_csv, why
from graphkit.model import Actor, StanceGraph, Topic
from graphkit.resolution import Account, Joined, Question, read_authorities
from graphkit.resolution.renaming import linked

SKOS = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


# -- drafts of codebooks -----------------------------------------------------------------------------------------------

LABELS = st.sampled_from(("bill", "Bill", " the  bill", "The bill", "é", "e\u0301", "É", "ß", "SS", " ")) | names


@st.composite
def made_up(draw: st.DrawFn) -> list[Topic]:
    ids = draw(st.lists(identifiers, unique=True, min_size=1, max_size=6))
    some = st.lists(st.sampled_from((*ids, "nowhere")), max_size=3).map(tuple)
    aliases = st.lists(LABELS | texts, max_size=3).map(tuple)
    return [Topic(id_, draw(LABELS), draw(aliases), draw(some)) for id_ in ids]


@given(made_up(), st.dictionaries(identifiers, st.integers(0, 3)), st.integers(0, 2))
def test_every_draft_can_be_read(topics: list[Topic], counts: dict[str, int], least: int) -> None:
    text = draft_codebook(topics, counts, least=least)
    assume("a skos:Concept ;" in text)
    assert text == draft_codebook(reversed(topics), counts, least=least)
    with tempfile.TemporaryDirectory() as folder:
        concepts = read_codebook(written(Path(folder), "draft.ttl", text)).concepts
    labels = [folded(label) for concept in concepts for label in concept.labels]
    assert len(labels) == len(set(labels))
    if least == 0:  # nothing is lost
        said = {folded(label) for topic in topics for label in (topic.label, *topic.aliases)} - {""}
        assert said <= set(labels)
        assert {folded(topic.label) for topic in topics} - {""} <= {folded(concept.label) for concept in concepts}


def test_topics_of_one_label_are_one_concept(tmp_path: Path) -> None:
    topics = (
        Topic("bill", "bill", ("the bill", "law"), ("policy",)),
        Topic("bill-2", "Bill", ("draft", "Law"), ("reform", "bill")),
        Topic("law", "law", ("THE BILL", "act"), ("bill-2",)),
        Topic("policy", "policy", (), ("law",)),
        Topic("reform", "reform"),
    )
    text = draft_codebook(topics, {"bill": 1, "bill-2": 2, "law": 1})
    bill, law, policy, reform = read_codebook(written(tmp_path, "draft.ttl", text)).concepts
    assert (bill.label, bill.alternative) == ("bill", ("draft", "the bill"))
    assert bill.broader == (policy.iri, reform.iri)
    assert (law.label, law.alternative, law.broader) == ("law", ("act",), (bill.iri,))
    assert policy.broader == ()  # it stood under the law, and the law under it
    assert '"3 statements"@en' in text


def test_labels_are_compared_as_resolution_compares_them(tmp_path: Path) -> None:
    one, other = "Caf\u00e9  tax", unicodedata.normalize("NFD", "café Tax")
    text = f'{SKOS}<urn:x:1> a skos:Concept ; skos:prefLabel "{one}" .\n'
    text += f'<urn:x:2> a skos:Concept ; skos:prefLabel "{other}" .\n'
    with pytest.raises(InputError, match="is a label of <urn:x:1> and of <urn:x:2>"):
        read_codebook(written(tmp_path, "book.ttl", text))


@pytest.mark.parametrize(
    ("iri", "message"),
    [
        ("http://x.org/a b", "no IRI holds ' ', write %20"),
        ("http://x.org/a\\u0022b", "no IRI holds '\"', write %22"),
        ("http://x.org/a\\u003Eb", "no IRI holds '>', write %3E"),
        ("http://x.org/{a}", "no IRI holds '{'"),
        ("ftp://x.org/a", "begin it with http://"),
        ("a", "begin it with http://"),
        ("http:///a", "begin it with http://"),
        ("urn:a", "begin it with http://"),
        ("http://[x/a", "cannot be the IRI of a concept"),
    ],
)
def test_what_cannot_be_an_iri_is_refused(tmp_path: Path, iri: str, message: str) -> None:
    text = f'{SKOS}<{iri}> a skos:Concept ; skos:prefLabel "a" .\n'
    with pytest.raises(InputError) as caught:
        read_codebook(written(tmp_path, "book.ttl", text))
    assert message in str(caught.value)


@pytest.mark.parametrize("iri", ["http://x.org/ü?a='b'#c", "https://x.org/%20(a)", "urn:isbn:0451450523", "URN:x1:a"])
def test_iris_of_the_web_and_urns_are_taken(tmp_path: Path, iri: str) -> None:
    text = f'{SKOS}<{iri}> a skos:Concept ; skos:prefLabel "a" .\n'
    (concept,) = read_codebook(written(tmp_path, "book.ttl", text)).concepts
    assert concept.iri == iri


# -- links -------------------------------------------------------------------------------------------------------------


def test_spellings_of_one_name_are_one_entry(tmp_path: Path) -> None:
    rows = "name,iri\nscholz,http://x.org/1\nOlaf,http://x.org/3\nScholz,http://x.org/2\n"
    links = read_authorities(written(tmp_path, "links.csv", rows))
    assert links == {"Olaf": ("http://x.org/3",), "Scholz": ("http://x.org/1", "http://x.org/2")}


def test_spellings_that_differ_by_case_all_count() -> None:
    used: set[str] = set()
    (actor,) = linked([Actor("s", "Scholz", "Person")], {"scholz": ("urn:1",), "Scholz": ("urn:2",)}, used, [])
    assert (actor.same_as, used) == (("urn:1", "urn:2"), {"scholz", "Scholz"})


def test_a_name_of_several_links_the_one_whose_label_it_is() -> None:
    nodes = (
        Topic("bill", "the bill", ("law",), same_as=("urn:0",)),
        Topic("law", "Law"),
        Topic("act", "act", ("law",)),
    )
    used: set[str] = set()
    ambiguous: list[str] = []
    found = linked(nodes, {"law": ("urn:1",), "nobody": ("urn:2",)}, used, ambiguous)
    assert [node.same_as for node in found] == [("urn:0",), ("urn:1",), ()]
    assert (used, ambiguous) == ({"law"}, [])


@pytest.mark.parametrize(
    "nodes",
    [
        (Actor("b", "Bo Smith", "Person", ("Smith",)), Actor("a", "Al Smith", "Person", ("Smith", "SMITH"))),
        (Actor("b", "Smith", "Person"), Actor("a", "smith", "Person")),
    ],
)
def test_a_name_of_several_links_none_and_is_reported(nodes: tuple[Actor, ...]) -> None:
    used: set[str] = set()
    ambiguous: list[str] = []
    assert linked(iter(nodes), {"Smith": ("urn:1",)}, used, ambiguous) == nodes
    both = ", ".join(sorted(node.name for node in nodes))
    assert used == {"Smith"}
    assert ambiguous == [f"link of 'Smith': several are called so ({both}); give a full name"]


# -- the tables of names -----------------------------------------------------------------------------------------------

CELLS = st.builds(
    "{}{}".format, st.sampled_from(("=", "+", "-", "@", "\t", "\r", "'", "'=", "''-", "＝", "")), names
).filter(lambda cell: " | " not in cell)


@given(CELLS, CELLS, CELLS)
def test_no_cell_is_a_formula_and_all_are_read_back(label: str, name: str, reason: str) -> None:
    joined = Joined("x", name, "Person", ("a",), 2, "name", reason, 0.25)
    question = Question(name, (), (label,), reason)
    account = Account(joined=(joined,), questions=(question,), rejected=0, unused=())
    stances = StanceGraph((), (Actor("x", label, "Person"),), (), ())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for file, text in ((MERGES, merges_csv(account, stances)), (QUESTIONS, questions_csv(account, stances))):
            written(folder, file, text)
            cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
            assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in cells)
        (node,) = why(folder, "actor:x")
        assert (node.label, node.names[0].name, node.names[0].reason) == (label, name, reason)
        assert questions(folder) == [question]
