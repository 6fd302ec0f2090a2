"""The SPARQL 1.1 Protocol, request by request: what section 2 of the standard asks of a service that answers queries.

The cases carry the names of the W3C's own protocol tests where there is one; those of updates ask for the refusal
that a service which only reads gives.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import Got, Served, served

if TYPE_CHECKING:
    from collections.abc import Iterator

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
ONE, TWO, THREE = (f"http://example.org/data/{number}" for number in (1, 2, 3))
DATA = f"""
@prefix : <http://example.org/> .
<{ONE}> {{ <{ONE}> a :Document ; :says "one" }}
<{TWO}> {{ <{TWO}> a :Document ; :says "two" }}
<{THREE}> {{ <{THREE}> a :Document ; :says "three", "trois"@fr }}
"""
DOCUMENTS = "SELECT ?d { ?d a <http://example.org/Document> } ORDER BY ?d"
IN_GRAPHS = "SELECT ?g ?d { GRAPH ?g { ?d a <http://example.org/Document> } } ORDER BY ?g"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("graphs") / "graphs.trig"
    path.write_text(DATA, encoding="utf-8")
    with served(path, "--quiet", "--workers", "2") as running:
        yield running


def rows(got: Got) -> list[tuple[str, ...]]:
    """The values of the rows of an answer in JSON, in order."""
    assert got.status == 200, got.text
    found = json.loads(got.body)
    names = found["head"]["vars"]
    return [tuple(row[name]["value"] for name in names) for row in found["results"]["bindings"]]


# The three ways to ask (2.1.1, 2.1.2, 2.1.3)


def test_query_get(server: Served) -> None:
    assert rows(server.query(DOCUMENTS)) == [(ONE,), (TWO,), (THREE,)]


def test_query_post_form(server: Served) -> None:
    body = urlencode({"query": DOCUMENTS}).encode()
    assert rows(server.send("POST", "/sparql", body, content_type=FORM)) == [(ONE,), (TWO,), (THREE,)]
    assert rows(server.send("POST", "/sparql", body, content_type=f"{FORM}; charset=UTF-8"))


def test_query_post_direct(server: Served) -> None:
    got = server.send("POST", "/sparql", DOCUMENTS.encode(), content_type=QUERY)
    assert rows(got) == [(ONE,), (TWO,), (THREE,)]
    assert rows(server.send("POST", "/sparql", DOCUMENTS.encode(), content_type=f'{QUERY}; charset="utf-8"'))


def test_head_is_get_without_a_body(server: Served) -> None:
    got = server.send("HEAD", "/sparql?" + urlencode({"query": DOCUMENTS}))
    assert (got.status, got.body, got.type) == (200, b"", "application/sparql-results+json")


# The dataset (2.1.4)


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_query_dataset_default_graphs(server: Served, way: str) -> None:
    graphs = [("default-graph-uri", ONE), ("default-graph-uri", TWO)]
    if way == "get":
        got = server.query(DOCUMENTS, "*/*", *graphs)
    elif way == "form":
        body = urlencode([("query", DOCUMENTS), *graphs]).encode()
        got = server.send("POST", "/sparql", body, content_type=FORM)
    else:
        got = server.send("POST", f"/sparql?{urlencode(graphs)}", DOCUMENTS.encode(), content_type=QUERY)
    assert rows(got) == [(ONE,), (TWO,)]


def test_query_dataset_named_graphs(server: Served) -> None:
    assert rows(server.query(IN_GRAPHS, "*/*", ("named-graph-uri", TWO), ("named-graph-uri", THREE))) == [
        (TWO, TWO),
        (THREE, THREE),
    ]
    assert rows(server.query(DOCUMENTS, "*/*", ("named-graph-uri", TWO))) == []


def test_query_dataset_full(server: Served) -> None:
    both = "SELECT ?d ?g { ?d a <http://example.org/Document> . GRAPH ?g { ?e ?p 'two' } }"
    assert rows(server.query(both, "*/*", ("default-graph-uri", ONE), ("named-graph-uri", TWO))) == [(ONE, TWO)]


def test_query_names_its_own_dataset(server: Served) -> None:
    assert rows(server.query(f"SELECT ?d FROM <{TWO}> {{ ?d ?p ?o }} LIMIT 1")) == [(TWO,)]
    named = f"SELECT ?g ?d FROM NAMED <{THREE}> {{ GRAPH ?g {{ ?d a ?c }} }}"
    assert rows(server.query(named)) == [(THREE, THREE)]


def test_query_multiple_dataset(server: Served) -> None:
    """The dataset of the request goes before that of the query."""
    query = f"SELECT ?d FROM <{TWO}> {{ ?d a ?c }}"
    assert rows(server.query(query, "*/*", ("default-graph-uri", ONE))) == [(ONE,)]


@pytest.mark.parametrize("graph", ["http://127.0.0.1:1/nowhere", "file:///etc/passwd", "no iri"])
def test_a_graph_that_is_not_here_is_not_fetched(server: Served, graph: str) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        got = server.query(DOCUMENTS, "*/*", (name, graph))
        assert got.status == 400
        assert graph in got.text
    assert server.query(f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}").status == 400


# What is no query (2.1.7)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_bad_query_method(server: Served, method: str) -> None:
    got = server.send(method, "/sparql?" + urlencode({"query": "ASK {}"}))
    assert got.status == 405
    assert {"GET", "POST"} <= {each.strip() for each in got.fields["allow"].split(",")}


REFUSED = {
    "bad_multiple_queries": ("GET", "/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", None, "", 400),
    "bad_multiple_queries_form": ("POST", "/sparql", b"query=ASK%20%7B%7D&query=ASK%20%7B%7D", FORM, 400),
    "bad_query_in_both_places": ("POST", "/sparql?query=ASK%20%7B%7D", b"ASK {}", QUERY, 400),
    "bad_query_missing_form_type": ("POST", "/sparql", b"query=ASK%20%7B%7D", "", 415),
    "bad_query_missing_direct_type": ("POST", "/sparql", b"ASK {}", "", 415),
    "bad_query_wrong_media_type": ("POST", "/sparql", b"ASK {}", "text/plain", 415),
    "bad_query_non_utf8": ("POST", "/sparql", "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16", 400),
    "bad_query_non_utf8_bytes": ("POST", "/sparql", b"ASK { ?s ?p '\xff' }", QUERY, 400),
    "bad_query_non_utf8_address": ("GET", "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%27%FF%27%20%7D", None, "", 400),
    "bad_query_syntax": ("GET", "/sparql?query=ASK%20%7B", None, "", 400),
    "no_query_in_form": ("POST", "/sparql", b"", FORM, 400),
    "empty_query": ("GET", "/sparql?query=", None, "", 400),
    "update_get": ("GET", "/sparql?update=CLEAR%20ALL", None, "", 403),
    "update_post_form": ("POST", "/sparql", b"update=CLEAR%20ALL", FORM, 403),
    "update_post_direct": ("POST", "/sparql", b"CLEAR ALL", "application/sparql-update", 403),
    "update_as_a_query": ("POST", "/sparql", b"DELETE WHERE { ?s ?p ?o }", QUERY, 400),
    "load": ("POST", "/sparql", b"LOAD <http://127.0.0.1:1/>", QUERY, 400),
    "service": ("POST", "/sparql", b"ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", QUERY, 400),
    "escaped_service": ("POST", "/sparql", b"ASK { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", QUERY, 400),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_request_is_refused(server: Served, name: str) -> None:
    method, path, body, content_type, status = REFUSED[name]
    fields = {"content_type": content_type} if content_type else {}
    got = server.send(method, path, body, **fields)
    assert got.status == status, got.text
    assert got.type == "text/plain"
    assert len(got.text.strip().splitlines()) == 1
    assert rows(server.query(DOCUMENTS))  # and nothing has changed


# Forms of an answer (2.1.5, 2.1.6)

SELECT, CONSTRUCT = "SELECT ?o { ?s <http://example.org/says> ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CHOICES = [
    (SELECT, "*/*", JSON),
    (SELECT, XML, XML),
    (SELECT, "application/json", JSON),
    (SELECT, "text/csv", "text/csv"),
    (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
    (SELECT, f"{JSON};q=0.2, {XML};q=0.9", XML),
    (SELECT, f"{JSON};q=0, */*;q=0.1", XML),
    (SELECT, "text/*, application/*;q=0.3", "text/csv"),
    (SELECT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    (SELECT, f"text/html;q=0.3, {JSON}", JSON),
    ("ASK {}", "*/*", JSON),
    ("ASK {}", XML, XML),
    (CONSTRUCT, "*/*", "text/turtle"),
    (CONSTRUCT, "application/n-triples", "application/n-triples"),
    (CONSTRUCT, "application/rdf+xml, text/turtle;q=0.5", "application/rdf+xml"),
    (CONSTRUCT, "application/ld+json", "application/ld+json"),
    (f"DESCRIBE <{ONE}>", "text/turtle", "text/turtle"),
]


@pytest.mark.parametrize(("query", "accept", "media_type"), CHOICES)
def test_query_content_type(server: Served, query: str, accept: str, media_type: str) -> None:
    got = server.query(query, accept)
    assert got.status == 200, got.text
    assert got.type == media_type
    assert "Accept" in got.fields["vary"]


@pytest.mark.parametrize(
    ("query", "accept"), [(SELECT, "text/turtle"), (SELECT, "image/png"), (CONSTRUCT, JSON), ("ASK {}", "text/csv")]
)
def test_a_form_that_an_answer_does_not_have(server: Served, query: str, accept: str) -> None:
    assert server.query(query, accept).status == 406


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml", "html"])
def test_a_form_can_be_asked_for_by_name(server: Served, form: str) -> None:
    assert form in server.query(SELECT, XML, ("format", form)).type.replace("tab-separated-values", "tsv")
    assert server.query(SELECT, XML, ("format", "pdf")).status == 406


@pytest.mark.parametrize(
    ("media_type", "format_"),
    [
        (JSON, ox.QueryResultsFormat.JSON),
        (XML, ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
    ],
)
def test_every_form_holds_the_same(server: Served, media_type: str, format_: ox.QueryResultsFormat) -> None:
    read = ox.parse_query_results(server.query(SELECT, media_type).body, format=format_)
    assert isinstance(read, ox.QuerySolutions)
    assert {str(row[0]) for row in read} == {'"one"', '"two"', '"three"', '"trois"@fr'}


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_graphs_are_read_by_another_parser(server: Served, media_type: str, name: str) -> None:
    got = server.query(CONSTRUCT, media_type)
    assert len(rdflib.Graph().parse(data=got.body, format=name)) == 7


# Service Description


@pytest.mark.parametrize("accept", ["*/*", "application/rdf+xml", "application/ld+json"])
def test_an_address_without_a_query_describes_the_service(server: Served, accept: str) -> None:
    got = server.get("/sparql", accept)
    graph = rdflib.Graph().parse(data=got.body, format={"*/*": "turtle"}.get(accept, got.type))
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = rdflib.URIRef(server.address + "/sparql")
    assert (service, rdflib.RDF.type, sd.Service) in graph
    assert (service, sd.endpoint, service) in graph
    assert {*graph.objects(service, sd.supportedLanguage)} == {sd.SPARQL11Query}
    assert {str(name) for name in graph.objects(None, sd.name)} == {ONE, TWO, THREE}
    assert len({*graph.objects(service, sd.resultFormat)}) == 8


def test_a_browser_is_led_to_the_page(server: Served) -> None:
    got = server.get("/sparql", "text/html")
    assert (got.status, got.fields["location"]) == (303, "/")


# Real clients


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_asks(server: Served, method: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(server.address + "/sparql")
    client.setMethod(method)
    for form, read in (
        (wrapper.JSON, lambda found: [row["d"]["value"] for row in found["results"]["bindings"]]),
        (wrapper.XML, lambda found: [row.firstChild.data for row in found.getElementsByTagName("uri")]),
        (wrapper.CSV, lambda found: found.decode().split()[1:]),
        (wrapper.TSV, lambda found: [line.strip("<>") for line in found.decode().split()[1:]]),
    ):
        client.setReturnFormat(form)
        client.setQuery(DOCUMENTS)
        assert read(client.query().convert()) == [ONE, TWO, THREE]
    client.setReturnFormat(wrapper.JSON)
    client.addDefaultGraph(TWO)
    assert client.query().convert()["results"]["bindings"][0]["d"]["value"] == TWO
    client.resetQuery()
    client.setQuery(CONSTRUCT)
    for form in (wrapper.XML, wrapper.TURTLE, wrapper.N3, wrapper.JSONLD, wrapper.RDFXML):
        client.setReturnFormat(form)
        found = client.query().convert()
        graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
        assert len(graph) == 7
    client.setReturnFormat(wrapper.JSON)
    client.setQuery("SELECT {")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="ends too soon"):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks(server: Served, method: str) -> None:
    store = SPARQLStore(server.address + "/sparql", method=method)
    graph = rdflib.Graph(store)
    assert [str(row[rdflib.Variable("d")]) for row in graph.query(DOCUMENTS).bindings] == [ONE, TWO, THREE]
    assert (rdflib.URIRef(ONE), None, rdflib.Literal("one")) in graph
    assert {str(value) for value in graph.objects(rdflib.URIRef(THREE))} >= {"three", "trois"}
    assert graph.query("ASK { ?s ?p 'two' }").askAnswer
    assert len(graph) == 7


def test_a_path_with_strange_letters_is_no_defect(server: Served) -> None:
    for path in (
        "/actor/%00",
        "/actor/%FF",
        "/ask/" + quote("../x"),
        "/art/..%2f..",
        "/static/..%2f..%2fworker.py",
        "/st/",
    ):
        assert server.get(path).status == 404
