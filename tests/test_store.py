from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import BERLIN, RELATIONS, stance_graphs

from graphkit.errors import InputError, OntologyError, QueryError
from graphkit.model import Actor, StanceGraph, Topic
from graphkit.ontology import load_ontology
from graphkit.ontology.questions import Question, read_questions
from graphkit.rdf import BASE, from_rdf, to_turtle, write_turtle
from graphkit.rdf.namespaces import mint
from graphkit.store import Answer, Store, check_questions
from graphkit.store.guard import MAX_DEPTH, MAX_SIGNS, refuse
from graphkit.store.tokens import is_ordered

GRAPH = from_rdf(BERLIN)
STORE = Store.of(GRAPH)
QUESTIONS = read_questions(Path(__file__).parent.parent / "ontology" / "queries")
TROOPS = "topic:troop-deployment-to-ukraine"


def short(answer: Answer, *columns: str) -> list[list[str]]:
    """The table of an answer, these columns of it."""
    chosen = [answer.columns.index(column) for column in columns]
    return [[row[column] for column in chosen] for row in answer.table()]


# Laws of the store


@given(stance_graphs())
def test_the_store_knows_the_edges_that_stand(graph: StanceGraph) -> None:
    relations = " ".join(f"gk:{relation}" for relation in RELATIONS)
    answer = Store.of(graph).query(f"SELECT * {{ VALUES ?relation {{ {relations} }} ?actor ?relation ?object }}")
    assert len(answer) == len(graph.edges())


@given(stance_graphs())
def test_rows_come_sorted_where_the_query_does_not_say(graph: StanceGraph) -> None:
    rows = Store.of(graph).query("SELECT ?o ?p ?s { ?s ?p ?o }").rows
    assert list(rows) == sorted(rows, key=lambda row: [str(term) for term in row])


@given(stance_graphs())
def test_json_and_csv_hold_what_the_rows_hold(graph: StanceGraph) -> None:
    answer = Store.of(graph).query("SELECT ?s ?o ?none { ?s ?p ?o }")
    read = ox.parse_query_results(answer.json(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(read, ox.QuerySolutions)
    assert tuple(tuple(row) for row in read) == answer.rows
    assert answer.csv().startswith("s,o,none\r\n")


@given(stance_graphs())
def test_a_construct_gives_the_graph_back(graph: StanceGraph) -> None:
    answer = Store.of(graph).query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert from_rdf(answer.turtle(), BASE) == graph


# Laws of the questions


@settings(max_examples=20)
@given(graph=stance_graphs())
def test_a_graph_and_its_file_answer_alike(tmp_path_factory: pytest.TempPathFactory, graph: StanceGraph) -> None:
    path = tmp_path_factory.mktemp("graph") / "graph.ttl"
    write_turtle(graph, path)
    of, opened = Store.of(graph), Store.open(path)
    for question in QUESTIONS.values():
        assert of.ask(question).json() == opened.ask(question).json()


@pytest.mark.parametrize("relation", RELATIONS)
@settings(max_examples=30)
@given(graph=stance_graphs())
def test_who_counts_the_sentences_that_say_so(relation: str, graph: StanceGraph) -> None:
    answer = Store.of(graph).ask(QUESTIONS[f"who-{relation}"])
    said = [each for each in graph.statements if each.relation == relation and each.modality != "possible"]
    assert sum(int(count) for [count] in short(answer, "sentences")) == len(said)
    assert len(answer) == len({(each.actor, each.object_is_actor, each.object) for each in said})


@pytest.mark.parametrize("name", ["stances-of", "allies", "adversaries", "evidence"])
@settings(max_examples=20)
@given(graph=stance_graphs())
def test_the_answers_about_each_are_the_answer_about_all(name: str, graph: StanceGraph) -> None:
    store = Store.of(graph)
    each = [store.ask(QUESTIONS[name], {"actor": mint(BASE, "actor", actor.id).value}) for actor in graph.actors]
    assert sorted(row for answer in each for row in answer.table()) == sorted(store.ask(QUESTIONS[name]).table())


@settings(max_examples=20)
@given(stance_graphs())
def test_a_name_means_at_least_those_who_bear_it(graph: StanceGraph) -> None:
    store = Store.of(graph)
    for actor in graph.actors:
        node = mint(BASE, "actor", actor.id).value
        exact = store.ask(QUESTIONS["stances-of"], {"actor": node}).table()
        for name in (actor.name, *actor.aliases):
            assert [row for row in store.ask(QUESTIONS["stances-of"], {"actor": name}).table() if row in exact] == exact


# What each question answers

ANSWERS = {
    "who-supports": ({}, ["actorLabel", "objectLabel", "sentences"], []),
    "who-opposes": (
        {"object": "troops"},
        ["actorLabel", "objectLabel", "sentences", "articles", "example"],
        [
            [
                "Germany",
                "troop deployment to Ukraine",
                "1",
                "1",
                "berlin.txt: Berlin rejected any early deployment of troops to Ukraine, Scholz said.",
            ]
        ],
    ),
    "who-proposes": (
        {"object": TROOPS},
        ["actorLabel", "objectLabel", "sentences"],
        [["France", "troop deployment to Ukraine", "1"]],
    ),
    "stances-of": (
        {"actor": "britain"},
        ["actorLabel", "relation", "objectLabel"],
        [["United Kingdom", "gk:opposes", "Russia"]],
    ),
    "allies": ({"actor": "France"}, ["allyLabel", "shared", "on"], []),
    "adversaries": (
        {"actor": "Germany"},
        ["adversaryLabel", "disputed", "on"],
        [["France", "1", "troop deployment to Ukraine"]],
    ),
    "disputed": (
        {},
        ["objectLabel", "actorsFor", "actorsAgainst", "for", "against"],
        [["troop deployment to Ukraine", "1", "1", "France", "Germany"]],
    ),
    "evidence": (
        {"object": "troops", "actor": "UK"},
        ["actorLabel", "relation", "objectLabel", "sentence", "source", "modality", "speakerLabel", "date"],
        [
            [
                "United Kingdom",
                "gk:supports",
                "troop deployment to Ukraine",
                "Britain might welcome such a deployment, and it condemned Russia.",
                "paris.txt",
                "gk:possible",
                "",
                "",
            ]
        ],
    ),
    "speakers": (
        {},
        ["speakerLabel", "actorLabel", "relation", "objectLabel", "source"],
        [["Olaf Scholz", "Germany", "gk:opposes", "troop deployment to Ukraine", "berlin.txt"]],
    ),
    "changed-side": ({}, ["actorLabel"], []),  # tests/test_questions.py has a graph in which somebody does
    "contradictions": ({}, ["actorLabel"], []),
    "mentions": (
        {"node": "Germany"},
        ["nodeLabel", "first", "last", "sentences", "articles", "lastSentence"],
        [
            [
                *("Germany", "2025-02-17", "2025-02-17", "1", "1"),
                "2025-02-17, berlin.txt: Berlin rejected any early deployment of troops to Ukraine, Scholz said.",
            ]
        ],
    ),
    "coverage": (
        {},
        ["publisherLabel", "articles", "first", "last", "sentences", "actors", "objects", "opposes"],
        [["The Daily Example", "1", "2025-02-17", "2025-02-17", "1", "1", "1", "1"]],
    ),
    "coverage-of": (
        {"object": "troops"},
        ["objectLabel", "publisherLabel", "sentences", "articles", "for", "against"],
        [["troop deployment to Ukraine", "The Daily Example", "1", "1", "0", "1"]],
    ),
    "actors": (
        {},
        ["actorLabel", "kind", "sentences", "supports", "opposes", "proposes"],
        [
            ["France", "Country", "1", "0", "0", "1"],
            ["Germany", "Country", "1", "0", "1", "0"],
            ["United Kingdom", "Country", "1", "0", "1", "0"],
        ],
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_answers(name: str) -> None:
    values, columns, rows = ANSWERS[name]
    assert short(STORE.ask(QUESTIONS[name], values), *columns) == rows


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_selects_its_parameters_and_orders_its_rows(name: str) -> None:
    question = QUESTIONS[name]
    assert {parameter for parameter, _ in question.parameters} <= set(STORE.ask(question).columns)
    assert is_ordered(question.sparql)
    assert "LIMIT" not in question.sparql  # several nodes are asked for by sieving the answer about all


def test_allies_share_a_side_and_adversaries_do_not() -> None:
    more = BERLIN.replace("gk:modality gk:possible", "gk:modality gk:intended").replace(
        "gk:opposes actor:russia .", f"gk:opposes actor:russia ; gk:supports {TROOPS} ."
    )
    store = Store.of(from_rdf(more))
    assert short(store.ask(QUESTIONS["allies"], {"actor": "France"}), "allyLabel", "on") == [
        ["United Kingdom", "troop deployment to Ukraine"]
    ]
    assert short(store.ask(QUESTIONS["adversaries"], {"actor": "UK"}), "adversaryLabel", "on") == [
        ["Germany", "troop deployment to Ukraine"],
        ["Russia", "Russia"],
    ]


# Who is meant

PEOPLE = StanceGraph(
    (),
    (
        Actor("brigitte-macron", "Brigitte Macron", "Person", ("Macron",)),
        Actor("emmanuel-macron", "Emmanuel Macron", "Person", ("Macron", "the French president")),
        Actor("russia", "Russia", "Country"),
        Actor("us", "United States", "Country", ("US", "Washington")),
    ),
    (Topic("russia", "Russia"), Topic("us-troops", "US troops in Europe"), Topic("tax", "taxes")),
    (),
)
WHO = Question(
    "who",
    "Who?",
    "",
    (("node", "an actor or a topic"), ("actor", "an actor")),
    """
    SELECT ?node ?actor { ?node rdfs:label ?label . ?actor rdfs:label ?same . FILTER (?node = ?actor) }
""",
)


@pytest.mark.parametrize(
    ("value", "nodes"),
    [
        ("Emmanuel Macron", ["actor:emmanuel-macron"]),
        ("emmanuel  MACRON ", ["actor:emmanuel-macron"]),
        ("Macron", ["actor:brigitte-macron", "actor:emmanuel-macron"]),
        ("president", ["actor:emmanuel-macron"]),
        ("Macron Emmanuel", ["actor:emmanuel-macron"]),
        ("US", ["actor:us"]),
        ("troop", ["topic:us-troops"]),
        ("Russia", ["actor:russia", "topic:russia"]),
        ("topic:russia", ["topic:russia"]),
        (f"{BASE}topic/russia", ["topic:russia"]),
        (f"<{BASE}topic/russia>", ["topic:russia"]),
    ],
)  # fmt: skip
def test_a_value_means(value: str, nodes: list[str]) -> None:
    assert short(Store.of(PEOPLE).ask(WHO, {"node": value}), "node") == [[node] for node in nodes]


def test_a_parameter_for_actors_finds_no_topic() -> None:
    assert short(Store.of(PEOPLE).ask(WHO, {"actor": "Russia"}), "actor") == [["actor:russia"]]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"node": "Emanuel Macron"},
            "no actor or topic is called 'Emanuel Macron'; did you mean Emmanuel Macron",
        ),
        ({"actor": "taxes"}, "no actor is called 'taxes'"),
        ({"node": ""}, "no actor or topic is called ''; leave it out to list all"),
        ({"node": "} SERVICE <http://a> {"}, "no actor or topic is called"),
        ({"object": "Russia"}, "who has no parameter 'object'; it has node, actor"),
    ],
)
def test_a_value_that_means_nobody_is_refused(values: dict[str, str], words: str) -> None:
    with pytest.raises(QueryError) as error:
        Store.of(PEOPLE).ask(WHO, values)
    assert words in str(error.value)


KNOWN = load_ontology()


@pytest.mark.parametrize(
    ("value", "nodes"),
    [
        ("America", ["actor:us"]),  # an alias
        ("moscow", ["actor:russia"]),  # a capital
        ("Russian", ["actor:russia"]),  # a demonym
        ("US", ["actor:us"]),
        ("Macron", ["actor:brigitte-macron", "actor:emmanuel-macron"]),
    ],
)
def test_a_value_means_whom_the_ontology_calls_so(value: str, nodes: list[str]) -> None:
    assert short(Store.of(PEOPLE).ask(WHO, {"actor": value}, KNOWN), "actor") == [[node] for node in nodes]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Makron", "no actor is called 'Makron'; did you mean Brigitte Macron or Emmanuel Macron?"),
        ("Moscov", "did you mean Russia?"),
        ("Berlin", "no actor is called 'Berlin', nor by another of its names (Germany); leave it out to list all"),
    ],
)
def test_who_is_nearly_called_so_is_suggested(value: str, words: str) -> None:
    with pytest.raises(QueryError) as error:
        Store.of(PEOPLE).ask(WHO, {"actor": value}, KNOWN)
    assert words in str(error.value)


UNDATED = {"changed-side", "contradictions", "mentions"}
"""What the seeds cannot answer, for their articles have neither date nor publisher."""


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_example_of_a_question_answers_on_the_seeds(name: str) -> None:
    program, verb, asked, *values = shlex.split(QUESTIONS[name].example)
    assert (program, verb, asked) == ("graphkit", "ask", name)
    parameters = [parameter for parameter, _ in QUESTIONS[name].parameters]
    seeds = Store.open(Path(__file__).parent.parent / "output" / "graph.ttl")
    answer = seeds.ask(QUESTIONS[name], dict(zip(parameters, values, strict=False)), KNOWN)
    assert len(answer) or name in UNDATED


def test_a_question_that_cannot_be_asked_is_refused_with_its_file() -> None:
    path = Path("words/queries/who.rq")
    for sparql in ("SELECT ?node {", "SELECT ?node { ?node ?p ?actor }"):
        question = replace(WHO, sparql=sparql, path=path)
        with pytest.raises(OntologyError, match=r"^words/queries/who\.rq: "):
            check_questions([question])
        with pytest.raises(QueryError, match=r"^words/queries/who\.rq: "):
            Store.of(PEOPLE).ask(question, {"actor": "Russia"})


# Answers in their forms


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?z gk:opposes ?b . ?b rdfs:label ?a }", ("z", "b", "a")),
        ("PREFIX x: <a:b> select distinct * { ?z gk:opposes $b }", ("z", "b")),
        ("SELECT ?b ?z { { SELECT * { ?z gk:opposes ?b } } }", ("b", "z")),
    ],
)
def test_a_star_selects_in_order_of_appearance(query: str, columns: tuple[str, ...]) -> None:
    answer = STORE.query(query)
    assert answer.columns == columns
    assert {row[columns.index("z")] for row in answer.table()} == {"actor:germany", "actor:united-kingdom"}


def test_a_readable_answer_has_labels_for_nodes() -> None:
    answer = STORE.query("SELECT ?who ?label ?what ?whatLabel { ?who gk:opposes ?what . ?what rdfs:label ?whatLabel }")
    readable = answer.readable()
    assert readable.columns == ("who", "label", "what")
    assert readable.table()[0] == ["actor:germany", "", "troop deployment to Ukraine"]


def test_prefixes_need_not_be_written() -> None:
    answer = STORE.query("SELECT ?who ?what { ?who gk:proposes ?what }")
    assert answer.columns == ("who", "what")
    assert answer.table() == [["actor:france", TROOPS]]
    assert answer.csv() == f"who,what\r\n{BASE}actor/france,{BASE}topic/troop-deployment-to-ukraine\r\n"


def test_prefixes_are_those_of_the_files_base(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    write_turtle(GRAPH, path, "https://example.org/news#")
    assert Store.open(path).query("SELECT ?who ?what { ?who gk:proposes ?what }").table() == [["actor:france", TROOPS]]


def test_a_query_may_mean_something_else_by_a_prefix() -> None:
    assert STORE.query("PREFIX gk: <http://example.org/> SELECT * { ?who gk:proposes ?what }").rows == ()


def test_yes_and_no() -> None:
    yes, no = STORE.query("ASK { ?who gk:proposes ?what }"), STORE.query("ASK { ?who gk:supports ?what }")
    assert (bool(yes), bool(no)) == (True, False)
    assert (yes.table(), no.table()) == ([["true"]], [["false"]])
    assert yes.json() == '{\n  "head": {},\n  "boolean": true\n}\n'


def test_descriptions_are_turtle() -> None:
    assert STORE.query("DESCRIBE actor:the-daily-example").turtle().splitlines()[-2:] == [
        "actor:the-daily-example a gk:Organization ;",
        '\trdfs:label "The Daily Example"@en .',
    ]


def test_blank_nodes_that_a_query_makes_have_steady_names() -> None:
    query = "CONSTRUCT { [] rdfs:label ?label } WHERE { ?node rdfs:label ?label }"
    assert STORE.query(query).turtle() == STORE.query(query).turtle()


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        ("SELECT * { ?s ?p ?o }", ["table", "csv", "tsv", "json", "xml", "markdown"]),
        ("SELECT * {}", ["table", "csv", "tsv", "json", "xml", "markdown"]),
        ("ASK { ?s ?p ?o }", ["table", "json", "xml", "markdown"]),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ["table", "turtle", "markdown"]),
        ("DESCRIBE actor:nobody", ["table", "turtle", "markdown"]),
    ],
)
def test_an_answer_has_the_forms_of_its_sort(query: str, forms: list[str]) -> None:
    answer = STORE.query(query)
    for form in ("table", "csv", "tsv", "json", "xml", "turtle", "markdown"):
        if form in forms:
            assert getattr(answer, form)() is not None
        else:
            with pytest.raises(QueryError, match=rf"no {form} of an? .*; there are {', '.join(forms)}"):
                getattr(answer, form)()


# Order


@pytest.mark.parametrize(
    ("query", "ordered"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s", True),
        ("SELECT*{?s ?p ?o}order#\nby?s", True),
        ("SELECT*{?s?p?o}ORDERBY?s", True),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } ORDER BY ?s } }", False),
        ("SELECT * { ?s ?p 'ORDER BY' } # ORDER BY ?s", False),
        ("SELECT ?order { ?order gk:order <http://example.org/order> }", False),
    ],
)
def test_a_query_orders_its_rows_at_its_top(query: str, ordered: bool) -> None:
    assert is_ordered(query) == ordered


def test_the_order_of_the_query_is_kept() -> None:
    query = "SELECT ?label { ?who a gk:Country ; rdfs:label ?label }"
    labels = ["France", "Germany", "Russia", "United Kingdom"]
    assert STORE.query(query).table() == [[label] for label in labels]
    assert STORE.query(f"{query} ORDER BY DESC(?label)").table() == [[label] for label in reversed(labels)]


# Bound values


def test_a_value_is_bound_and_not_pasted() -> None:
    hostile = ox.Literal('" } SERVICE <http://a> { ?s ?p "')
    assert STORE.query("SELECT ?cue { ?s gk:cue ?cue }", {"cue": hostile}).rows == ()
    assert len(STORE.query("SELECT ?cue { ?s gk:cue ?cue }", {"?cue": ox.Literal("urged")})) == 1


@pytest.mark.parametrize("query", ["SELECT ?p { ?s ?p ?o }", "SELECT ?p { ?a ?p ?o }"])
def test_a_bound_variable_is_selected(query: str) -> None:
    with pytest.raises(QueryError, match=r"\?s is bound but not selected; add it to the SELECT"):
        STORE.query(query, {"s": mint(BASE, "actor", "france")})


def test_a_variable_that_is_not_bound_lists_all() -> None:
    query = "SELECT ?who ?what { ?who gk:opposes ?what }"
    assert STORE.query(query).table() == [["actor:germany", TROOPS], ["actor:united-kingdom", "actor:russia"]]
    assert STORE.query(query, {"who": mint(BASE, "actor", "germany")}).table() == [["actor:germany", TROOPS]]


# What is refused

NOWHERE = "<http://127.0.0.1:1/>"
"""The engine refuses this port by itself, but only when it is about to call it."""

REFUSED = [
    f"SELECT * {{ SERVICE {NOWHERE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ sErViCe SILENT {NOWHERE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ {{ {{ SELECT * {{ OPTIONAL {{ SERVICE{NOWHERE}{{ ?s ?p ?o }} }} }} }} }} }}",
    f"SELECT * {{ \\u0053ERVICE {NOWHERE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ S\\U00000045RVICE {NOWHERE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ # a comment \\u000A SERVICE {NOWHERE} {{ ?s ?p ?o }} \n }}",
    f"SELECT * {{ VALUES ?u {{ {NOWHERE} }} SERVICE ?u {{ ?s ?p ?o }} }}",
    f"ASK {{ FILTER EXISTS {{ SERVICE {NOWHERE} {{ ?s ?p ?o }} }} }}",
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE {NOWHERE} {{ ?s ?p ?o }} }}",
    # What the engine takes for a call although the grammar does not.
    f"SELECT * {{ ?s ?p trueSERVICE {NOWHERE} {{ ?a ?b ?c }} }}",
    f"PREFIX : {NOWHERE} SELECT * {{ ?s ?p trueSERVICE:x {{ ?a ?b ?c }} }}",
    f"PREFIX : {NOWHERE} PREFIX service: <http://a/> SELECT * {{ SERVICE:x {{ ?a ?b ?c }} }}",
    f"PREFIX : {NOWHERE} SELECT * {{ ?s ?p :.SERVICE:x {{ ?a ?b ?c }} }}",
    f"PREFIX : {NOWHERE} SELECT * {{ FILTER(1<2)SERVICE:x#>\n {{ ?a ?b ?c }} }}",
    f'SELECT * {{ VALUES ?x {{ """a" }} SERVICE {NOWHERE} {{ ?s ?p ?o }} }} # \\z """',
    # Names have letters that Python's \\w lacks: what follows them is no sign, no comment and no string.
    f"SELECT * {{ VALUES ?x {{ gk:a\u0300\\# }} SERVICE {NOWHERE} {{ ?s ?p ?o }} }}",
    f"SELECT * {{ VALUES ?x {{ gk:\u200c\\' }} SERVICE {NOWHERE} {{ ?s ?p ?o }} }} #'",
    f"PREFIX : {NOWHERE} SELECT * {{ SERVICE:x\u0301{{ ?s ?p ?o }} }}",
    f"PREFIX : {NOWHERE} SELECT * {{ SERVICE:\ufeff{{ ?s ?p ?o }} }}",
    f"PREFIX a\u203f: {NOWHERE} SELECT * {{ ?s ?p trueSERVICE a\u203f:{{ ?a ?b ?c }} }}",
    # A long string with an escape of no character is to the engine an empty one, and code.
    f'SELECT * {{ VALUES ?x {{ """a" }} SERVICE {NOWHERE} {{ ?s ?p ?o }} }} # \\UFFFFFFFF """',
    f"SELECT * {{ VALUES ?x {{ '''a' }} SERVICE {NOWHERE} {{ ?s ?p ?o }} }} # \\uD800 '''",
    # A comparison, or a triple term, that looks like an IRI: after it, comments and strings are others.
    f"SELECT * {{ FILTER(1<'>')SERVICE {NOWHERE} {{ ?s ?p ?o }} }} #'",
    f"SELECT * {{ FILTER(1<#>'''\n2)SERVICE {NOWHERE} {{ ?s ?p ?o }} }} #'''",
    f"SELECT * {{ FILTER(1<gk:b/2#>'''\n)SERVICE {NOWHERE} {{ ?s ?p ?o }} }} #'''",
    f"SELECT * {{ ?r ?q <<(?s?p'>')>> SERVICE {NOWHERE} {{ ?a ?b ?c }} }} #'",
    # Nothing that is no sign of SPARQL.
    "SELECT * { ?s ?p ?o \\ }",
    "SELECT * { ?s ?p\u00a0?o }",
    "SELECT * FROM <http://example.org/> { ?s ?p ?o }",
    "SELECT * from named <http://example.org/> { GRAPH ?g { ?s ?p ?o } }",
    "ASKFROM<http://example.org/>{}",
    "LOAD <http://example.org/>",
    "INSERT DATA { <http://a> <http://b> <http://c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "WITH <http://a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "drop default",
    "CREATE GRAPH <http://a>",
    "ADD <http://a> TO <http://b>",
    "MOVE <http://a> TO <http://b>",
    "COPY <http://a> TO <http://b>",
]


@pytest.mark.parametrize("query", REFUSED)
def test_a_query_that_reaches_out_or_changes_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match=r"line \d, column \d+: .*; (take it out|ask with SELECT|close it)"):
        refuse(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p \'service\', "FROM", \'\'\'LOAD\'\'\', """INSERT "SERVICE" \\" """ }',
        "SELECT * { ?service ?from $load } # SERVICE <http://example.org/> {}",
        "SELECT * { ?s <http://example.org/service/from#load> ?o }",
        "PREFIX service: <http://example.org/> SELECT * { service:from service:load ?o }",
        "SELECT * { ?s gk:service _:from ; rdfs:label 'x'@service-from }",
        "SELECT * { ?s ?p ?o FILTER (?s < ?o && ?o > 'SERVICE') }",
        "SELECT * { ?s ?p '\\u0053ERVICE' }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { ?s (<http://example.org/#a>|<http://example.org/o'b#service>)* ?o FILTER(?s!=<http://a.org/#b>) }",
        "PREFIX x: <urn:x#> SELECT * { ?s x:service\u0301 ?o\u0301, '\\u00e9', '\u00a0\\\\' }",
        "SELECT * { VALUES ?x { " + "'SERVICE' " * 20_000 + "} }",
    ],
)
def test_a_word_in_a_text_a_name_or_a_comment_is_no_keyword(query: str) -> None:
    STORE.query(query)


PIECES = [
    "SERVICE", "sErvice", "SILENT", "SERVICE:x", "trueSERVICE:x", "\\u0053ERVICE", NOWHERE, ":x",
    ":x{?a ?b ?c}", "{", "}", "{?a ?b ?c}", "(", ")", "[]", "<", ">", "<a:b>", "?x", "?s ?p",
    "?s ?p ?o", "VALUES ?x {", "FILTER", "FILTER(1<2)", "1<2", "EXISTS", "true", "1", "1.", "1e5", ".", ";",
    ",", "-", "!", " ", "\n", "#", '"', "'", '"""', "'''", '"a"', "''", "\\z", "\\u0022", "\\#", "%20",
    "·", "ª", ":", ":.", ":a", ":a.b", "_:b", "@en", "\u0300", "\ufeff", "\u200c", "\u203f", ":x\u0301", ":b\u0300\\#",
    ":b\u3001\\'", "<'>", "<#>", "<a:b#>", "#>", "'>'", "<<(", ")>>", "\\UFFFFFFFF", "\\uD800",
]  # fmt: skip


@settings(max_examples=500)
@given(
    st.lists(st.sampled_from(PIECES), max_size=8),
    st.lists(st.sampled_from(PIECES), max_size=4),
    st.booleans(),
)
def test_nothing_that_passes_calls_a_service(before: list[str], after: list[str], spaced: bool) -> None:
    gap = " " if spaced else ""
    query = f"PREFIX : {NOWHERE} SELECT * {{ ?s ?p {gap.join(before)} {{?a ?b ?c}} {gap.join(after)} }}"
    assert not _calls_out(query)


DISGUISES = [
    ":x\u0300\\#", ":x\u3001\\'", ":\u200c\\'", ":x\ufeff#", ":x\u203f\\#", "<'>", "<#>", "<a:b#>", "<<(?s?p'>'",
    ")>>", "'''", '"""', "'", '"', "''", '"a"', "\\UFFFFFFFF", "\\uD800", "\\#", "#", "\n2", "2", "?x", "\u00a0", "ª#",
]  # fmt: skip


@settings(max_examples=1000)
@given(
    st.sampled_from([("VALUES ?x {", "}"), ("FILTER(1", ")"), ("?s ?p ", "")]),
    st.lists(st.sampled_from(DISGUISES), max_size=3),
    st.sampled_from(["", "'", "'''", '"""', '\\UFFFFFFFF"""', "\\uD800'''"]),
)
def test_no_disguise_hides_a_call(around: tuple[str, str], disguise: list[str], end: str) -> None:
    hidden = f"{around[0]}{''.join(disguise)}{around[1]}SERVICE {NOWHERE} {{?a ?b ?c}}"
    assert not _calls_out(f"PREFIX : {NOWHERE} SELECT * {{ {hidden} }}#{end}")


def _calls_out(query: str) -> bool:
    try:
        STORE.query(query)
    except QueryError as error:
        return "not allowed for HTTP" in str(error)
    return False


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER (" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
        "SELECT * " + "{" * 20_000 + "}" * 20_000,
        "SELECT * { FILTER (" + "!" * 20_000 + "true) }",
        "SELECT * { FILTER (1" + "+1" * 20_000 + ") }",
        "SELECT * { {}" + "UNION{}" * 20_000 + " }",
        "SELECT * { ?s gk:cue" + "/gk:cue" * 20_000 + " ?o }",
    ],
)
def test_a_query_that_would_end_the_process_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match=rf"more than ({MAX_DEPTH}|{MAX_SIGNS})"):
        STORE.query(query)


def test_the_engine_survives_the_biggest_query() -> None:
    deep, long = "(" * (MAX_DEPTH - 5), "+1" * (MAX_SIGNS // 2)
    STORE.query(f"SELECT * {{ FILTER ({deep}1{long}{deep.replace('(', ')')}) }}")


# What is broken


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "the query is empty; ask, for example, SELECT"),
        ("# nothing", "the query is empty"),
        (
            "SELCT ?s {}",
            "line 1, column 1: 'SELCT' begins no query; ask with SELECT, ASK, CONSTRUCT or DESCRIBE",
        ),
        ("SELECT ?s\n{ ?s gk:cue }", "line 2, column 13: not understood from '}' on"),
        ("SELECT ?s { ?s gk:cue ?o", "line 1, column 25: the query ends too soon"),
        ("SELECT ?s { ?s zz:cue ?o }", "the prefix 'zz:' is unknown; declare it or use actor, art, gk"),
        ("SELECT ?s { ?s <cue> ?o }", "line 1, column 16: <cue> is no whole IRI"),
        ("SELECT ?s { ?s ?p 'cue }", "line 1, column 19: the string is not closed"),
        ('SELECT ?s { ?s ?p """cue" }', "line 1, column 19: the string is not closed"),
        ("SELECT ?x (COUNT(*) AS ?n) { ?s ?p ?o }", "a selected variable has no value"),
        ("SELECT ?s { ?s ?p '\ud800' }", "surrogates not allowed"),
        ("\0", "is no sign of SPARQL"),
    ],
)
def test_a_broken_query_says_where_and_what_to_do(query: str, words: str) -> None:
    with pytest.raises(QueryError) as error:
        STORE.query(query)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@given(st.text())
def test_any_text_is_answered_or_refused(text: str) -> None:
    try:
        STORE.query(text)
        STORE.query(f"SELECT * {{ {text} }}")
    except QueryError:
        pass


# Files


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "graph.ttl: cannot be read (No such file or directory)"),
        (b"@prefix a: <http://a/> .\na:b a:c\n", "graph.ttl:3: not Turtle"),
        (b"\x89PNG\r\n\x1a\n\0", "graph.ttl:1: not Turtle"),
        ('<a:b> <a:c> "ü" .'.encode("latin-1"), "graph.ttl:1: not Turtle"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as error:
        Store.open(path)
    assert words in str(error.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Is a directory"):
        Store.open(tmp_path)


def test_a_store_is_asked_without_rdflib(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(to_turtle(GRAPH), encoding="utf-8")
    script = (
        "import sys; from graphkit.store import Store;"
        " Store.open(sys.argv[1]).query('SELECT * { ?s ?p ?o }').csv(); assert 'rdflib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, env={"PYTHONPATH": ":".join(sys.path)})
