"""Hard pairs of names, and the laws of grouping them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pycountry
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import GraphError, OntologyError
from graphkit.model import Mention
from graphkit.ontology import load_ontology
from graphkit.ontology.names import read_names
from graphkit.reading import to_article
from graphkit.resolution.actors import resolve_actors

if TYPE_CHECKING:
    from random import Random

    from graphkit.extraction import RuleExtractor
    from graphkit.resolution.actors import ResolvedActors
    from graphkit.resolution.judgements import Judged

ONTOLOGY = load_ontology()
PAIRS = yaml.safe_load((Path(__file__).parent / "name_pairs.yaml").read_text(encoding="utf-8"))


class Named(NamedTuple):
    """A mention and its article."""

    article: str
    mention: Mention

    @property
    def key(self) -> tuple[str, str, str]:
        """Its key among the ids."""
        return self.article, self.mention.name, self.mention.kind


def named(article: str, name: str, kind: str = "Person") -> Named:
    """ "Clinton | Mrs. Clinton" is the name Clinton, written Mrs. Clinton."""
    name, _, text = map(str.strip, name.partition("|"))
    return Named(article, Mention(0, len(text or name), text or name, name, kind))


def resolved(*mentions: Named, **judged: list[Judged]) -> ResolvedActors:
    return resolve_actors(mentions, (), ONTOLOGY, **judged)


def answer(found: ResolvedActors, one: Named, other: Named) -> str:
    """What the resolution says of two names."""
    if found.ids[one.key] == found.ids[other.key]:
        return "same"
    names = {actor.id: actor.name for actor in found.actors}
    for name, against in ((one, other), (other, one)):
        for question in found.questions:
            if (question.name, names[found.ids[against.key]]) in {(name.mention.name, c) for c in question.candidates}:
                return "question"
    return "different"


@pytest.mark.parametrize(
    "pair", PAIRS, ids=lambda pair: f"{pair['one']}, {pair['other']}, {len(pair.get('beside', ()))}"
)
def test_hard_pair(pair: dict[str, Any]) -> None:
    kinds = pair.get("kinds", ["Person", "Person"])
    one, other = named("a", pair["one"], kinds[0]), named("b", pair["other"], kinds[1])
    beside = [named("c", name, kinds[0]) for name in pair.get("beside", ())]
    assert answer(resolved(one, other, *beside), one, other) == pair["answer"]


def test_there_are_enough_hard_pairs() -> None:
    assert len({(pair["one"], pair["other"], str(pair.get("beside"))) for pair in PAIRS}) == len(PAIRS) >= 100


# -- laws ----------------------------------------------------------------------------------------------------------

HARD = sorted({name for pair in PAIRS for name in (pair["one"], pair["other"], *pair.get("beside", ()))})
MENTIONS = st.lists(
    st.builds(
        named, st.sampled_from("abcd"), st.sampled_from(HARD), st.sampled_from(["Person", "Organization", "Group"])
    ),
    max_size=12,
)
SIDES = st.tuples(
    st.sampled_from([name.partition("|")[0].strip() for name in HARD]), st.sampled_from([None, "a", "b", "c"])
)
JUDGED = st.lists(st.tuples(SIDES, SIDES), max_size=3)


@settings(deadline=None)  # the first example binds the names files
@given(MENTIONS, JUDGED, JUDGED, st.randoms(use_true_random=False))
def test_neither_the_order_of_mentions_nor_that_of_judgements_matters(
    mentions: list[Named], same: list[Judged], different: list[Judged], random: Random
) -> None:
    def outcome(seen: list[Named], one: list[Judged], other: list[Judged]) -> ResolvedActors | str:
        try:
            return resolve_actors(seen, (), ONTOLOGY, one, other)
        except GraphError:
            return "contradiction"

    first = outcome(mentions, same, different)
    for values in (mentions, same, different):
        random.shuffle(values)
    assert outcome(mentions, same, different) == first


@settings(deadline=None)
@given(MENTIONS, JUDGED, JUDGED)
def test_judgements_hold(mentions: list[Named], same: list[Judged], different: list[Judged]) -> None:
    try:
        found = resolve_actors(mentions, (), ONTOLOGY, same, different)
    except GraphError:
        return

    def nodes(name: str, article: str | None) -> list[tuple[tuple[str, str, str], str]]:
        return [(key, node) for key, node in found.ids.items() if key[1] == name and article in (None, key[0])]

    for one, other in same:
        assert not (nodes(*one) and nodes(*other)) or len({n for _, n in nodes(*one) + nodes(*other)}) == 1
    for one, other in different:
        for key, node in nodes(*one):
            if one[0] != other[0]:
                assert node not in {other_node for other_key, other_node in nodes(*other) if other_key != key}


@settings(deadline=None)
@given(MENTIONS)
def test_every_name_is_accounted_for(mentions: list[Named]) -> None:
    found = resolved(*mentions)
    actors = {actor.id: actor for actor in found.actors}
    rows = {(row.node, row.name, row.kind) for row in found.joined}
    assert rows == {(node, name, kind) for (_, name, kind), node in found.ids.items()}
    assert sum(row.count for row in found.joined) == len(mentions)
    assert all(0 <= row.doubt < 0.5 and row.rule and row.reason for row in found.joined)
    assert {row.node for row in found.joined} == actors.keys()
    assert all(actor.same_as == () for actor in found.actors if actor.kind in ("Person", "Group"))
    labels = {actor.name for actor in found.actors} | {person.name for person in ONTOLOGY.names.persons}
    assert all(question.candidates and set(question.candidates) <= labels for question in found.questions)


@settings(deadline=None)
@given(st.lists(st.builds(named, st.sampled_from("ab"), st.text(min_size=1, max_size=12))))
def test_any_text_may_be_a_name(mentions: list[Named]) -> None:
    mentions = [one for one in mentions if one.mention.name]
    assert resolved(*mentions).ids.keys() == {one.key for one in mentions}


# -- accounts and judgements ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "beside", "rule"),
    [
        ("Blaise Metreweli", "Person", "Blaise Metreweli", "name"),
        ("Metreweli", "Person", "Blaise Metreweli", "surname"),
        ("Sergey Lavrov", "Person", "Sergei Lavrov", "spelling"),
        ("Jacob Lew", "Person", "Jack Lew", "nickname"),
        ("Susan M. Collingwood", "Person", "Susan Collingwood", "middle"),
        ("Lula", "Person", "Luiz Inácio Lula da Silva", "names file"),
        ("UK government", "Organization", "Keir Starmer", "government"),
        ("Israel's parliament", "Organization", "Keir Starmer", "names file"),
        ("officials from Ukraine", "Group", "Keir Starmer", "group"),
    ],
)
def test_the_rule_that_brought_a_name_is_told(name: str, kind: str, beside: str, rule: str) -> None:
    found = resolved(named("a", name, kind), named("b", beside))
    (row,) = [row for row in found.joined if row.name == name and "a" in row.articles]
    assert row.rule == rule
    assert (row.doubt == 0) == (rule in ("name", "names file") and name != "Lula")


def test_a_question_tells_the_articles_and_whom_the_name_may_mean() -> None:
    (question,) = resolved(named("a", "Clinton"), named("b", "Hillary Clinton")).questions
    assert (question.name, question.articles) == ("Clinton", ("a",))
    assert question.candidates == ("Bill Clinton", "Chelsea Clinton", "Hillary Clinton")
    assert question.why == "several persons bear the name"


BUSHES = [named("a", "Bush"), named("b", "George W. Bush"), named("c", "George H. W. Bush")]


def test_a_judgement_overrules_the_rules() -> None:
    found = resolved(*BUSHES, same=[(("Bush", None), ("George W. Bush", None))])
    assert found.ids[BUSHES[0].key] == found.ids[BUSHES[1].key] != found.ids[BUSHES[2].key]
    assert not found.questions
    (row,) = [row for row in found.joined if row.name == "Bush"]
    assert (row.rule, row.doubt) == ("judgement", 0.0)


def test_a_judgement_about_one_article_leaves_the_others_alone() -> None:
    others = [*BUSHES, named("d", "Bush")]
    found = resolved(*others, same=[(("Bush", "a"), ("George W. Bush", None))])
    assert found.ids[others[0].key] == found.ids[others[1].key]
    assert found.ids[others[3].key] not in {found.ids[one.key] for one in BUSHES}


def test_what_was_judged_different_stops_a_chain() -> None:
    lews = [named("a", "Jack Lew"), named("b", "Jacob Lew"), named("c", "J. Lew")]
    assert len({*resolved(*lews).ids.values()}) == 1
    found = resolved(*lews, different=[(("J. Lew", None), ("Jack Lew", None))])
    assert found.ids[lews[2].key] != found.ids[lews[0].key]


def test_one_article_may_speak_of_another_person_of_the_same_name() -> None:
    smiths = [named(article, "Eleanor Smithers") for article in "abc"]
    found = resolved(*smiths, different=[(("Eleanor Smithers", "b"), ("Eleanor Smithers", None))])
    assert found.ids[smiths[0].key] == found.ids[smiths[2].key] != found.ids[smiths[1].key]


def test_a_judgement_about_a_name_that_nobody_bears_joins_nothing() -> None:
    found = resolved(*BUSHES, same=[(("Bush", None), ("Nobody", None))])
    assert found.ids == resolved(*BUSHES).ids


@pytest.mark.parametrize(
    ("same", "different"),
    [
        ([("Bush", "George W. Bush")], [("Bush", "George W. Bush")]),
        ([("Bush", "George W. Bush"), ("Bush", "George H. W. Bush")], [("George W. Bush", "George H. W. Bush")]),
        ([], [("Bush", "Bush")]),
    ],
)
def test_judgements_that_contradict_each_other_are_refused(
    same: list[tuple[str, str]], different: list[tuple[str, str]]
) -> None:
    def everywhere(pairs: list[tuple[str, str]]) -> list[Judged]:
        return [((one, None), (other, None)) for one, other in pairs]

    with pytest.raises(GraphError, match="judged"):
        resolved(*BUSHES, same=everywhere(same), different=everywhere(different))


# -- names inside one article --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def extract() -> RuleExtractor:
    from graphkit.extraction import RuleExtractor

    return RuleExtractor(ONTOLOGY)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "names"),
    [
        # surnames that stand first
        (
            "North Korean leader Kim Jong Un met Moon Jae-in on Monday. Kim rejected the offer. Moon backed the talks.",
            ["Kim Jong Un", "Moon Jae-in"],
        ),
        ("Chinese President Xi Jinping arrived. Xi opposed the tariffs.", ["Xi Jinping"]),
        ("Ambassador Kim Darroch spoke. Darroch opposed the tariffs.", ["Kim Darroch"]),
        # husband and wife
        (
            "Bill Clinton met Hillary Clinton. Mrs. Clinton backed the bill. Clinton opposed the tax.",
            ["Hillary Clinton", "Clinton"],
        ),
        ("Bill Clinton met Hillary Clinton. Mr. Clinton opposed the war.", ["Bill Clinton"]),
        ("Bill Clinton was ill. Mrs. Clinton supported the bill.", ["Mrs. Clinton"]),
        # father and son
        (
            "Donald Trump Jr. opposed the plan. Trump Jr. rejected the offer.",
            ["Donald Trump Jr.", "Donald Trump Jr."],
        ),
        # crowns
        ("King Charles met Charles Michel. King Charles supported the plan.", ["King Charles"]),
        # variants of one name in one article
        ("Treasury Secretary Jacob Lew spoke. Jack Lew opposed the plan. Mr. Lew backed the bill.", ["Jacob Lew"] * 2),
        # particles, hyphens
        ("Ursula von der Leyen arrived on Monday. Von der Leyen rejected the plan.", ["Ursula von der Leyen"]),
        ("Karine Jean-Pierre spoke. Jean-Pierre opposed the bill.", ["Karine Jean-Pierre"]),
        ("Bashar al-Assad left. Assad rejected the proposal.", ["Bashar al-Assad"]),
        # person and place
        ("Jim Jordan spoke in Jordan. Jordan rejected the plan.", ["Jordan"]),
        # letters that the article spells out, against what they mean elsewhere
        ("The Rail Delivery Group (RDG) met. RDG backed the offer.", ["Rail Delivery Group"]),
        ("The Irish Climate Council (ICC) met. The ICC rejected the law.", ["Irish Climate Council"]),
        ("The International Criminal Court met. The ICC rejected the law.", ["International Criminal Court"]),
        # what the article calls so
        ("The RMT union met ministers. The union rejected the offer.", ["RMT"]),
        ("The RMT union met the Unite union. The union rejected the offer.", ["union"]),
        ("The industry's main trade group, PhRMA, opposed the law.", ["PhRMA"]),
    ],
)
def test_names_inside_one_article(text: str, names: list[str], extract: RuleExtractor) -> None:
    (claims,) = extract([to_article(text, "text.txt", ONTOLOGY.boilerplate)])
    assert [claim.actor.name for claim in claims] == names


# -- the names files -----------------------------------------------------------------------------------------------


def test_the_codes_of_countries_are_those_of_iso_3166() -> None:
    for country in (actor for actor in ONTOLOGY.names.known if actor.kind == "Country"):
        if country.code == "XK":  # Kosovo has none; the code is of those that ISO leaves to users
            continue
        listed = pycountry.countries.get(alpha_2=country.code)
        assert listed is not None, country.name
        names = {getattr(listed, field, None) for field in ("name", "common_name", "official_name")}
        assert names & {country.name, *country.aliases} or country.name in UNLIKE_ISO, country.name


UNLIKE_ISO = {"Vatican City", "Palestine", "Democratic Republic of the Congo"}
"""Countries that ISO calls otherwise than newspapers do: "Holy See (Vatican City State)"."""


def test_no_two_known_actors_share_an_item_of_wikidata() -> None:
    items = [actor.wikidata for actor in ONTOLOGY.names.known if actor.wikidata]
    assert len(items) == len(set(items))


def test_no_form_of_a_known_person_is_a_known_place_or_organisation() -> None:
    others = {name.casefold() for actor in ONTOLOGY.names.known for name in (actor.name, *actor.aliases)}
    assert not others & {text.casefold() for person in ONTOLOGY.names.persons for text in (person.name, *person.alone)}


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("people.yaml", "- {name: Hunter Biden}", "- {name: Hunter Biden, alone: [Biden]}", "'Biden' already names"),
        ("people.yaml", "- {name: Hunter Biden}", "- {nam: Hunter Biden}", "'nam' is unknown"),
        ("personal.yaml", "- [andrei, andrey, andrej]", "- [andrei, andrey, dmitry]", "stands in two lists"),
        ("personal.yaml", "- [iy, y]", "- [iy]", "two endings are wanted"),
        ("collective.yaml", "governments: [government, govt]", "", "governments is missing"),
    ],
)
def test_a_broken_names_file_is_refused_with_its_place(
    file: str, old: str, new: str, message: str, tmp_path: Path
) -> None:
    folder = tmp_path / "names"
    shutil.copytree(ONTOLOGY.folder / "names", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(OntologyError, match=rf"{file}:\d+: .*{message}"):
        read_names(folder)
