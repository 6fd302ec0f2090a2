"""What people judge: the ledger, the codebook and links over the rules, and the account of it all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from test_resolution import GERMANY, ONTOLOGY, PLAN, SOURCES, TROOPS, UKRAINE, claim

from graphkit.codebook import draft_codebook, read_codebook
from graphkit.errors import GraphError, InputError
from graphkit.merges import merges_csv, questions_csv, why
from graphkit.model import Content, Mention
from graphkit.resolution import read_authorities, resolve
from graphkit.resolution.ledger import parse_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from graphkit.codebook import Codebook
    from graphkit.model import Claim, StanceGraph
    from graphkit.resolution import Resolved

PLEDGE = Content("guarantee", ("security",))
GERMAN_PLEDGE = replace(PLEDGE, owners=(GERMANY,))
COAL = Content("closure", ("coal", "plant"))
CLAIMS = (
    claim("Olaf Scholz", "a", words="security guarantees", content=PLEDGE),
    claim("Scholz", "b", words="the German security guarantee", content=GERMAN_PLEDGE),
    claim("Rob Habeck", "b", words="sending troops", content=TROOPS),
    claim("Habeck", "c", words="the closure of coal plants", content=COAL),
)


def judged(*lines: str, claims: tuple[Claim, ...] = CLAIMS, codebook: Codebook | None = None) -> Resolved:
    ledger = parse_ledger("\n".join(lines), ONTOLOGY.relations)
    return resolve(claims, SOURCES, ONTOLOGY, ledger=ledger, codebook=codebook)


def names(graph: StanceGraph) -> list[str]:
    return sorted(actor.name for actor in graph.actors)


def labels(graph: StanceGraph) -> list[str]:
    return sorted(topic.label for topic in graph.topics)


def test_without_judgements() -> None:
    found = judged()
    assert names(found.stances) == ["Olaf Scholz", "Rob Habeck"]
    assert labels(found.stances) == [
        "security guarantees",
        "sending troops",
        "the German security guarantee",
        "the closure of coal plants",
    ]
    assert (found.account.rejected, found.account.unused) == (0, ())


def test_two_names_that_are_one() -> None:
    found = judged('same "Rob Habeck" "Olaf Scholz"', 'same "SENDING troops" "security guarantees"')
    assert len(found.stances.actors) == 1
    assert len(found.stances.topics) == 3
    assert "ledger" in {
        each.rule for each in found.account.joined if each.name in ("sending troops", "security guarantees")
    }


def test_a_name_that_is_two() -> None:
    found = judged('different "Scholz" "Olaf Scholz"', 'different "Habeck" in c.txt "Rob Habeck"')
    assert names(found.stances) == ["Habeck", "Olaf Scholz", "Rob Habeck", "Scholz"]


def test_phrases_that_read_the_same_are_told_apart() -> None:
    more = (*CLAIMS, claim("Macron", "c", words="soldiers sent", content=TROOPS))
    assert len(judged(claims=more).stances.topics) == 4
    found = judged('different "soldiers sent" "sending troops"', claims=more)
    assert "soldiers sent" in labels(found.stances)
    assert len(found.stances.topics) == 5


def test_what_is_different_stops_a_chain() -> None:
    one, two, three = (
        claim(name, article, words=words, content=TROOPS)
        for name, article, words in (("A B", "a", "troops"), ("C D", "b", "soldiers"), ("E F", "c", "an army"))
    )
    found = judged('different "troops" "an army"', 'same "troops" "soldiers"', claims=(one, two, three))
    topic = {statement.object_text: statement.object for statement in found.stances.statements}
    assert topic["troops"] == topic["soldiers"] != topic["an army"]


def test_a_node_bears_the_name_that_it_is_given() -> None:
    found = judged('rename "Scholz" "Olaf Scholz (SPD)"', 'rename "sending troops" "deployment"')
    (actor,) = [actor for actor in found.stances.actors if "Scholz" in actor.name]
    assert (actor.id, actor.name, actor.aliases) == ("olaf-scholz-spd", "Olaf Scholz (SPD)", ("Olaf Scholz", "Scholz"))
    assert "deployment" in labels(found.stances)
    ids = {*(actor.id for actor in found.stances.actors), *(topic.id for topic in found.stances.topics)}
    assert {each.node for each in found.account.joined} == ids


def test_statements_are_struck_out_and_corrected() -> None:
    ids = [each.id for each in CLAIMS]
    found = judged(
        f"reject {ids[0]}",
        f"relabel {ids[1]} opposes",
        f'relabel {ids[2]} actor "Olaf Scholz"',
        f'relabel {ids[3]} object "sending troops"',
        "accept 0123456789",
    )
    statements = {each.id: each for each in found.stances.statements}
    assert statements.keys() == set(ids[1:])
    assert (statements[ids[1]].relation, statements[ids[1]].rule) == ("opposes", "ledger")
    assert statements[ids[2]].actor == statements[ids[1]].actor
    assert statements[ids[3]].object == statements[ids[2]].object
    assert (found.account.rejected, found.account.unused) == (1, ("line 5: no statement 0123456789",))


def test_lines_that_speak_of_nothing_are_told() -> None:
    unused = judged('same "Nobody" "Scholz"', 'different "x" in z.txt "Scholz"', 'rename "Never" "Ever"').account.unused
    assert unused == (
        "line 1: nothing is called 'Nobody'",
        "line 2: nothing is called 'x' in z.txt",
        "line 3: nothing is called 'Never'",
    )


SMITHS = (
    claim("Adam Smith", "a", words="the coal levy", content=Content("levy", ("coal",))),
    claim("John Smith", "b", words="the fish quota", content=Content("quota", ("fish",))),
    claim("Smith", "c", words="the tax on rice", content=Content("tax", ("rice",))),
)


def test_a_name_that_several_bear_is_not_taken_for_all_of_them() -> None:
    short = tuple(replace(each, actor=replace(each.actor, text="Smith")) for each in SMITHS[:2])
    assert names(judged('same "Smith" "John Smith"', claims=SMITHS).stances) == ["Adam Smith", "John Smith"]
    found = judged('same "Smith" "Ann Lee"', claims=(*short, claim("Ann Lee", "c")))
    assert names(found.stances) == ["Adam Smith", "Ann Lee", "John Smith"]
    assert found.account.unused == ("line 1: 'Smith' is said of Adam Smith, John Smith; give the full name",)
    one = judged('same "Smith" in a.txt "Ann Lee"', claims=(*short, claim("Ann Lee", "c"))).stances
    assert len(one.actors) == 2
    assert "John Smith" in names(one)


def test_a_renaming_in_an_article_is_for_what_is_called_so_there() -> None:
    found = judged('rename "Smith" in c.txt "John Q. Smith"', claims=SMITHS)
    assert names(found.stances) == ["Adam Smith", "John Q. Smith", "John Smith"]
    bills = tuple(claim("Macron", article, words="bill", content=PLAN) for article in "ab")
    found = judged('rename "bill" in a.txt "housing bill"', 'rename "bill" in b.txt "health bill"', claims=bills)
    assert labels(found.stances) == ["health bill", "housing bill"]
    assert judged('rename "Smith" in zz.txt "X"', claims=SMITHS).account.unused == (
        "line 1: no article is called zz.txt",
    )


def test_two_new_names_of_one_node_are_refused_with_their_lines() -> None:
    with pytest.raises(GraphError, match=r"line 1 and line 2: 'Rob Habeck' cannot be both 'R. Habeck' and 'Dr Habeck'"):
        judged('rename "Habeck" "R. Habeck"', 'rename "Rob Habeck" "Dr Habeck"')


def test_judgements_that_meet_in_a_node_are_refused_with_their_lines() -> None:
    short = replace(CLAIMS[2], actor=replace(CLAIMS[2].actor, text="Bob"))
    with pytest.raises(GraphError, match=r"line 1 and line 2 cannot both hold"):
        judged('same "Bob" "Olaf Scholz"', 'different "Rob Habeck" "Olaf Scholz"', claims=(CLAIMS[0], short))


def test_what_one_article_means_otherwise_stays_out_of_what_the_others_mean() -> None:
    backstops = tuple(claim("Macron", article, words="backstop", content=PLEDGE) for article in "abc")
    plan = claim("Macron", "a", words="sending troops", content=TROOPS)
    found = judged(
        'different "backstop" in a.txt "backstop"', 'same "backstop" "sending troops"', claims=(*backstops, plan)
    )
    topics = {(each.evidence.article, each.object_text): each.object for each in found.stances.statements}
    assert topics["b", "backstop"] == topics["c", "backstop"] == topics["a", "sending troops"]
    assert topics["a", "backstop"] != topics["b", "backstop"]


# -- codebooks ---------------------------------------------------------------------------------------------------------

BOOK = """
@prefix : <http://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:security a skos:Concept ; skos:prefLabel "Security of Ukraine"@en .
:guarantee a skos:Concept ; skos:prefLabel "Security guarantees"@en ; skos:broader :security .
:german a skos:Concept ; skos:prefLabel "German security guarantees"@en ; skos:broader :guarantee .
:troops a skos:Concept ; skos:prefLabel "Boots on the ground"@en ;
    skos:altLabel "deployment of troops"@en ; skos:hiddenLabel "army"@en .
"""


def book(folder: Path, text: str = BOOK) -> Path:
    path = folder / "book.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def test_objects_go_to_the_concepts_of_a_codebook_first(tmp_path: Path) -> None:
    more = (*CLAIMS, claim("Macron", "c", words="troops there", content=replace(TROOPS, about=(UKRAINE,))))
    found = judged(claims=more, codebook=read_codebook(book(tmp_path)))
    topics = {topic.label: topic for topic in found.stances.topics}
    assert topics.keys() == {
        "Security of Ukraine",
        "Security guarantees",
        "German security guarantees",
        "Boots on the ground",
        "the closure of coal plants",
    }
    assert topics["German security guarantees"].broader == ("security-guarantees",)
    assert topics["Security guarantees"].broader == ("security-of-ukraine",)
    assert topics["Boots on the ground"].same_as == ("http://example.org/troops",)
    assert topics["Boots on the ground"].aliases == ("deployment of troops", "sending troops", "troops there")
    rules = {each.name: each.rule for each in found.account.joined if each.kind == "Topic"}
    assert rules["security guarantees"] == "codebook label"
    assert rules["sending troops"] == "codebook words"
    assert rules["troops there"] == "codebook part"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "not Turtle"),
        ("", "no skos:Concept in it"),
        (BOOK.replace('skos:prefLabel "Security of Ukraine"@en', 'skos:note "x"'), "has no preferred label"),
        (BOOK.replace('"army"', '"Security guarantees"'), "'Security guarantees' is a label of"),
        (BOOK.replace("skos:broader :security ", "skos:broader :nowhere "), "which is no concept here"),
        (BOOK + ":security skos:broader :german .", "stands under itself"),
    ],
)
def test_a_codebook_that_is_wrong_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_codebook(book(tmp_path, text))


def test_the_ledger_parts_what_a_codebook_joins(tmp_path: Path) -> None:
    text = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <http://x.org/a> a skos:Concept ; skos:prefLabel "Policy"@en ;
        skos:altLabel "sending troops"@en, "the closure of coal plants"@en ."""
    codebook = read_codebook(book(tmp_path, text))
    assert len(judged(codebook=codebook).stances.topics) == 3
    found = judged('different "sending troops" "the closure of coal plants"', codebook=codebook).stances
    assert len(found.topics) == 4
    assert [topic.label for topic in found.topics if topic.same_as] == ["Policy"]


def test_the_label_that_a_codebook_gives_can_be_judged(tmp_path: Path) -> None:
    codebook = read_codebook(book(tmp_path))
    found = judged('same "Boots on the ground" "the closure of coal plants"', codebook=codebook)
    assert len(found.stances.topics) == 4
    found = judged('rename "Boots on the ground" "Troops"', codebook=codebook)
    assert "Troops" in labels(found.stances)


def test_a_draft_gives_the_same_topics_again(tmp_path: Path) -> None:
    graph = judged().stances
    counts = {topic.id: 1 for topic in graph.topics}
    drafted = read_codebook(book(tmp_path, draft_codebook(graph.topics, counts)))
    again = judged(codebook=drafted).stances
    assert [(t.id, t.label, t.broader) for t in again.topics] == [(t.id, t.label, t.broader) for t in graph.topics]


# -- links and accounts ------------------------------------------------------------------------------------------------


def test_links_are_taken_and_never_guessed(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("name,iri\nScholz,http://www.wikidata.org/entity/Q61053\nNobody,http://x.org/1\n", encoding="utf-8")
    found = resolve(CLAIMS, SOURCES, ONTOLOGY, authorities=read_authorities(path))
    assert {actor.name: actor.same_as for actor in found.stances.actors} == {
        "Olaf Scholz": ("http://www.wikidata.org/entity/Q61053",),
        "Rob Habeck": (),
    }
    assert found.account.unused == ("link of 'Nobody': nothing is called so",)


def test_a_link_of_a_name_that_several_bear_is_reported() -> None:
    called = tuple(replace(each, actor=replace(each.actor, text="Smith")) for each in SMITHS[:2])
    found = resolve(called, SOURCES, ONTOLOGY, authorities={"Smith": ("http://x.org/1",)})
    assert [actor.same_as for actor in found.stances.actors] == [(), ()]
    assert found.account.unused == (
        "link of 'Smith': several are called so (Adam Smith, John Smith); give a full name",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [("a,b\n", ":1: the first row"), ("name,iri\nScholz,Q61053\n", "line 2"), ("name,iri\nScholz\n", "line 2")],
)
def test_links_that_are_none_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "links.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_authorities(path)


def test_every_name_has_its_reason(tmp_path: Path) -> None:
    found = judged()
    (tmp_path / "merges.csv").write_text(merges_csv(found.account, found.stances), encoding="utf-8")
    (tmp_path / "questions.csv").write_text(questions_csv(found.account, found.stances), encoding="utf-8")
    (node,) = why(tmp_path, "habeck")
    assert (node.id, node.label, node.kind) == ("actor:rob-habeck", "Rob Habeck", "Person")
    assert [(each.name, each.rule, each.articles) for each in node.names] == [
        ("Rob Habeck", "name", ("b.txt",)),
        ("Habeck", "surname", ("c.txt",)),
    ]
    assert all(0 <= each.doubt < 1 and each.reason for each in found.account.joined)


def test_an_actor_that_only_an_object_names_has_no_row() -> None:
    inside = replace(PLEDGE, owners=(Mention(0, 5, "Macron", "Emmanuel Macron", "Person"),))
    account = judged(claims=(claim("Scholz", content=inside),)).account
    assert {each.name for each in account.joined if each.kind != "Topic"} == {"Scholz"}
