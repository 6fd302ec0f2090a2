"""The server around the protocol: what it survives, what it tells nobody, its pages, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox
import pytest
from graphs import HOSTILE, hostile, small
from serving import ROOT, Served, served

from graphkit.export import export
from graphkit.model import Actor, StanceGraph
from graphkit.ontology import load_ontology
from graphkit.rdf import BASE, to_turtle, write_turtle
from graphkit.rdf.namespaces import identifier
from graphkit.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

LIGHT = "SELECT ?who ?what { ?who gk:opposes ?what } ORDER BY ?who"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9)) + " }"
TIMEOUT = 1.5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("output")
    write_turtle(published(small()), folder / "graph.ttl")
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Served]:
    options = (
        "--timeout",
        str(TIMEOUT),
        "--workers",
        "4",
        "--max-result",
        "1",
        "--max-request",
        "64",
        "--memory",
        "256",
    )
    with served(folder, "--quiet", *options) as running:
        yield running


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("hostile") / "graph.ttl"
    # Half a surrogate pair is no text, and stands in no Turtle.
    path.write_text(_without_surrogates(), encoding="utf-8")
    with served(path, "--quiet", "--workers", "2") as running:
        yield running


def _without_surrogates() -> str:
    def clean(value: object) -> object:
        if isinstance(value, str):
            return value.replace("\ud800", "?")
        if isinstance(value, tuple):
            return tuple(clean(each) for each in value)
        fields = getattr(value, "__dataclass_fields__", None)
        return replace(value, **{name: clean(getattr(value, name)) for name in fields}) if fields else value  # type: ignore[type-var]

    graph = clean(hostile())
    assert isinstance(graph, StanceGraph)
    return to_turtle(published(graph))


def published(graph: StanceGraph) -> StanceGraph:
    """The graph with an actor for each publisher, as the contract asks."""
    named = {actor.name for actor in graph.actors}
    names = sorted({source.publisher for source in graph.articles if source.publisher} - named)
    outlets = tuple(Actor(f"outlet-{number}", name, "Organization") for number, name in enumerate(names))
    return replace(graph, actors=tuple(sorted((*graph.actors, *outlets), key=lambda actor: actor.id)))


def state(server: Served) -> dict[str, int]:
    found: dict[str, int] = json.loads(server.get("/health").body)["workers"]
    return found


def settled(server: Served, workers: int) -> dict[str, int]:
    """The state when all workers are free again."""
    for _ in range(100):
        if (now := state(server))["free"] == workers:
            return now
        time.sleep(0.1)
    pytest.fail(f"workers are still busy: {now}")


# Limits


def test_a_query_that_takes_too_long_is_stopped_and_hurts_nobody(server: Served) -> None:
    killed = settled(server, 4)["killed"]
    slow: list[int] = []
    thread = threading.Thread(target=lambda: slow.append(server.query(ENDLESS).status))
    thread.start()
    for _ in range(20):
        assert server.query(LIGHT).status == 200
        time.sleep(TIMEOUT / 20)
    thread.join()
    assert slow == [504]
    assert settled(server, 4)["killed"] == killed + 1


def test_short_queries_pass_a_burst_of_long_ones(server: Served) -> None:
    settled(server, 4)
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(server.query(ENDLESS).status)) for _ in range(20)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    light = [server.query(LIGHT).status for _ in range(5)]
    for thread in threads:
        thread.join()
    assert light == [200] * 5
    assert {*statuses} <= {503, 504}
    assert 504 in statuses
    settled(server, 4)


def test_a_client_that_goes_away_takes_its_query_with_it(server: Served) -> None:
    killed = settled(server, 4)["killed"]
    address = urlsplit(server.address)
    with socket.create_connection((str(address.hostname), address.port or 0)) as connection:
        path = "/sparql?" + urlencode({"query": ENDLESS})
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(0.3)
        assert state(server)["busy"] == 1
    began = time.monotonic()
    assert settled(server, 4)["killed"] == killed + 1
    assert time.monotonic() - began < TIMEOUT


BIG = "".join(f"?a{n} ?b{n} ?c{n} ." for n in range(3))


def test_an_answer_that_is_too_large_is_not_sent(server: Served) -> None:
    got = server.query(f"SELECT * {{ {BIG} }} LIMIT 100000")
    assert got.status == 500
    assert "the answer is larger than 1,048,576 bytes" in got.text
    pairs = (
        "CONSTRUCT { ?a a ?x } WHERE { ?a ?b ?c . ?d ?e ?f BIND (CONCAT(STR(?c), STR(?d), STR(?e), STR(?f)) AS ?x) }"
    )
    assert "larger than" in server.query(pairs).text


def test_a_query_that_needs_too_much_memory_ends_alone(server: Served) -> None:
    got = server.query(f"SELECT DISTINCT * {{ {BIG} }} ORDER BY ?c0 ?c1 ?c2")
    assert got.status in (500, 504)
    assert server.query(LIGHT).status == 200
    settled(server, 4)


def test_a_request_that_is_too_large_is_refused(server: Served) -> None:
    large = b"ASK {} #" + b"x" * (1 << 17)
    # It may hang up before all of it is sent, and what it answered is then lost on the way.
    with suppress(ConnectionResetError, BrokenPipeError):
        assert server.send("POST", "/sparql", large, content_type="application/sparql-query").status == 413
    with suppress(ConnectionResetError, BrokenPipeError):
        assert server.get("/sparql?query=" + "x" * (1 << 17)).status in (400, 413, 414)
    assert server.query(LIGHT).status == 200


def test_when_the_process_that_holds_the_graph_dies_it_is_loaded_anew(folder: Path) -> None:
    with served(folder, "--timeout", "1", "--workers", "2") as running:
        [stem] = _children(running.process.pid)
        orphans = _children(stem)
        os.kill(stem, signal.SIGKILL)
        running.query(ENDLESS)  # a worker must be replaced, and there is nobody to fork it
        for _ in range(100):
            if (
                running.get("/health").status == 200
                and running.query(LIGHT).status == 200
                and state(running)["free"] == 2
            ):
                break
            time.sleep(0.2)
        else:
            pytest.fail("the server has not come back")
        assert _children(running.process.pid) not in ([], [stem])
        assert not all(_lives(pid) for pid in orphans)  # the one that was busy is not left to go on


def _lives(process: int) -> bool:
    """Whether a process is there and not only waiting for somebody to ask how it ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _children(process: int) -> list[int]:
    said = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in said.stdout.split()]


# Who may call


@pytest.mark.parametrize(("host", "status"), [("localhost", 200), ("127.0.0.1:80", 200), ("evil.example", 400)])
def test_a_page_that_calls_itself_by_another_name_is_refused(server: Served, host: str, status: int) -> None:
    assert server.get("/health", host=host).status == status


def test_a_page_of_another_site_may_ask_nothing(server: Served, folder: Path) -> None:
    path = "/sparql?" + urlencode({"query": LIGHT})
    sites = {"cross-site": 403, "same-origin": 200, "none": 200}
    for asked in (path, "/ask/disputed"):
        assert {site: server.get(asked, sec_fetch_site=site).status for site in sites} == sites
    assert "start with --cors" in server.get(path, sec_fetch_site="cross-site").text
    with served(folder, "--quiet", "--workers", "2", "--cors", "https://a.example") as open_to_one:
        assert open_to_one.get(path, sec_fetch_site="cross-site").status == 200


def test_every_refusal_says_what_to_do(server: Served) -> None:
    assert "call it by localhost" in server.get("/", host="evil.example").text
    nothing, method = server.get("/nothing"), server.send("DELETE", "/sparql")
    assert (nothing.status, nothing.text) == (404, "nothing stands at /nothing; begin at /\n")
    assert (method.status, "use GET" in method.text, "GET" in method.fields["allow"]) == (405, True, True)


def test_pages_of_others_may_read_only_if_asked_for(server: Served, folder: Path) -> None:
    path = "/sparql?" + urlencode({"query": LIGHT})
    assert "access-control-allow-origin" not in server.get(path, origin="https://a.example").fields
    assert server.send("OPTIONS", path, origin="https://a.example").status == 405
    with served(folder, "--quiet", "--workers", "2", "--cors", "https://a.example") as open_to_one:
        allowed = [
            open_to_one.get(path, origin=f"https://{name}.example").fields.get("access-control-allow-origin")
            for name in "ab"
        ]
        assert allowed == ["https://a.example", None]


def test_every_answer_says_what_a_browser_may_do(server: Served) -> None:
    for path in ("/", "/sparql?query=ASK{}", "/actor/germany", "/health", "/static/editor.js", "/nothing"):
        fields = server.get(path, "text/html").fields
        assert fields["x-content-type-options"] == "nosniff"
        assert fields["x-frame-options"] == "DENY"
        if fields["content-type"].startswith("text/html"):
            assert "default-src 'none'; script-src 'self'" in fields["content-security-policy"]
            assert "unsafe" not in fields["content-security-policy"]


# Pages


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    @property
    def links(self) -> list[str]:
        return [str(said["href"]) for tag, said in self.elements if tag == "a"]


def test_a_node_has_a_page_and_the_same_path_gives_turtle(server: Served) -> None:
    page = Page(server.get("/actor/germany", "text/html").text)
    assert "Germany" in page.words
    assert "Berlin rejected any early deployment of troops to Ukraine, Scholz said." in page.words
    assert {"/actor/olaf-scholz", "/topic/troop-deployment", "/art/a1"} <= {*page.links}
    assert "/ask/stances-of?" + urlencode({"actor": f"{BASE}actor/germany"}) in page.links
    got = server.get("/actor/germany", "text/turtle")
    assert got.type == "text/turtle"
    assert f"<{BASE}actor/germany>" in server.get("/actor/germany", "application/n-triples").text
    assert "actor:germany a gk:Country" in got.text
    assert server.get("/actor/nobody", "text/html").status == 404


def test_every_node_of_the_graph_has_a_page(server: Served, folder: Path) -> None:
    for iri in {str(row[0])[1:-1] for row in Store.open(folder / "graph.ttl").query("SELECT ?s { ?s a ?c }").rows}:
        kind = iri.removeprefix(BASE).partition("/")[0]
        page = server.get(f"/{kind}/{quote(identifier(BASE, kind, iri) or '', safe='')}", "text/html")
        assert page.status == 200, iri


def test_a_statement_shows_its_sentence(server: Served) -> None:
    [link] = {link for link in Page(server.get("/actor/canada", "text/html").text).links if link.startswith("/st/")}
    page = Page(server.get(link, "text/html").text)
    assert "Ottawa may support a ceasefire." in page.words
    assert "mark" in {tag for tag, _ in page.elements}
    turtle = server.get(link, "text/turtle").text
    assert 'oa:exact "Ottawa may support a ceasefire."' in turtle


def test_an_answer_is_a_table_whose_nodes_are_links(server: Served) -> None:
    page = Page(server.query(LIGHT, "text/html").text)
    assert {"/actor/germany", "/topic/troop-deployment"} <= {*page.links}
    assert "gk:opposes" in page.words  # the query stands in its field
    asked = [link for link in page.links if link.endswith("format=csv")]
    assert server.get(asked[0]).text.startswith("who,what\r\n")
    assert "close its brackets" in Page(server.query("SELECT {", "text/html").text).words


def test_a_star_shows_its_columns_in_the_order_of_the_query(server: Served) -> None:
    page = server.query("SELECT * { ?z gk:opposes ?b . ?b rdfs:label ?a }", "text/html").text
    assert re.findall(r'<th scope="col">(\w+)', page) == ["z", "b", "a"]


def test_the_named_questions_are_asked_with_names(server: Served) -> None:
    page = Page(server.get("/ask/who-opposes?object=troop", "text/html").text)
    assert "Germany" in page.words
    assert "/actor/germany" in page.links
    fields = [said for tag, said in page.elements if tag == "input"]
    assert [(field["name"], field["value"]) for field in fields] == [("object", "troop")]
    rows = json.loads(server.get("/ask/who-opposes?object=troop&format=json").body)["results"]["bindings"]
    assert {row["actorLabel"]["value"] for row in rows} == {"Germany", "Keir Starmer"}
    wrong = server.get("/ask/stances-of?actor=Germny", "text/html")
    assert wrong.status == 400
    assert "did you mean Germany?" in Page(wrong.text).words
    assert "no question 'why'" in server.get("/ask/why").text
    assert server.get("/ask/actors?wrong=1").status == 400


def test_names_are_completed(server: Served) -> None:
    path = "/names?" + urlencode({"beginning": "troop", "for": "a topic or an actor"})
    assert json.loads(server.get(path).body) == ["troop deployment to Ukraine"]
    assert json.loads(server.get("/names?beginning=ger&for=a+topic").body) == []


def test_the_picture_is_the_one_of_the_build_or_is_drawn(server: Served, folder: Path, tmp_path: Path) -> None:
    drawn = server.get("/graph")
    assert drawn.status == 200
    assert "vis-network" in drawn.text or "visNetwork" in drawn.text
    write_turtle(published(small()), tmp_path / "graph.ttl")
    (tmp_path / "graph.html").write_text("<title>built</title>", encoding="utf-8")
    with served(tmp_path, "--quiet", "--workers", "2") as running:
        assert running.get("/graph").text == "<title>built</title>"


def test_nothing_of_an_article_becomes_markup(hostile_server: Served) -> None:
    query = "SELECT ?node ?text { ?node rdfs:label|skos:altLabel|owl:sameAs|oa:exact|schema:url ?text }"
    paths = [
        "/sparql?" + urlencode({"query": query}),
        "/sparql?" + urlencode({"query": HOSTILE[1]}),
        "/?" + urlencode({"query": "</textarea>" + HOSTILE[0]}),
        "/ask/evidence?" + urlencode({"actor": HOSTILE[2]}),
        "/ask/evidence",
    ]
    first = Page(hostile_server.get(paths[0], "text/html").text)
    nodes = sorted({link for link in first.links if re.match(r"/(actor|topic|st|art|sent)/", link)})
    assert len(nodes) > 2 * len(HOSTILE) - 5
    words = "html head meta title link script body header a nav details summary ul li main h1 h2 p form label span"
    words += " textarea input datalist button section div table thead tbody tr th td bdi code blockquote mark"
    known = {*words.split()}
    for path in (*paths, *nodes):
        got = hostile_server.get(path, "text/html")
        assert got.status in (200, 400), path
        page = Page(got.text)
        assert {tag for tag, _ in page.elements} <= known, path
        assert not any(name.startswith("on") or name == "style" for _, said in page.elements for name in said)
        assert all(re.match(r"(/|\?|https?://)", link) for link in page.links), path
        scripts = [said.get("src") for tag, said in page.elements if tag == "script"]
        assert all(str(source).startswith("/static/") for source in scripts)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x07\x1b]", got.text)


# The command


def test_health_and_end(folder: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        with served(folder, "--workers", "2") as running:
            health = running.get("/health")
            assert json.loads(health.body)["status"] == "ready"
            stems = _children(running.process.pid)
            running.query("SELECT ?a { ?a ?b 'a\nforged line' }")
            assert running.stop(number) == 0
            assert running.process.stderr
            log = running.process.stderr.read()
            assert len(log.splitlines()) == 2, log  # one line a request
            assert "forged" in log.splitlines()[1]
            time.sleep(0.3)
            assert not [pid for pid in stems if Path(f"/proc/{pid}").exists()]


def test_when_the_server_is_killed_nothing_is_left(folder: Path) -> None:
    with served(folder, "--quiet", "--workers", "2") as running:
        [stem] = _children(running.process.pid)
        workers = _children(stem)
        assert len(workers) == 2
        assert running.stop(signal.SIGKILL) == -signal.SIGKILL
        for _ in range(50):
            if not any(Path(f"/proc/{pid}").exists() for pid in (stem, *workers)):
                break
            time.sleep(0.1)
        else:
            pytest.fail("processes are left behind")


def test_it_listens_to_this_machine_alone(server: Served) -> None:
    assert urlsplit(server.address).hostname == "127.0.0.1"


def test_only_what_is_believed_is_served(folder: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s a gk:Statement }"
    for options, left in ((("--belief", "0.9"), 2), (("--publishers", "2"), 2), (("--belief", "0.5"), 6)):
        with served(folder, "--quiet", "--workers", "2", *options) as running:
            (row,) = json.loads(running.query(count).body)["results"]["bindings"]
        assert int(row["n"]["value"]) == left < len(small().statements)


def graphkit(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "graphkit", *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_what_cannot_be_served_is_one_line(server: Served, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("a b c", encoding="utf-8")
    port = urlsplit(server.address).port
    for arguments, words in (
        ((tmp_path / "nothing",), "no graph here; run `graphkit build"),
        ((tmp_path,), "graph.ttl: no graph here"),
        ((tmp_path / "broken.ttl", "--port", 0), "broken.ttl:1: not Turtle"),
        ((folder, "--port", port), f"127.0.0.1:{port}: cannot listen there (Address already in use)"),
        ((folder, "--host", "192.0.2.1"), "192.0.2.1:7890: cannot listen there"),
        ((folder, "--ontology", tmp_path), "graphkit: error: "),
    ):
        done = graphkit("serve", *arguments)
        assert done.returncode == 1, done
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_a_missing_library_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError('gone', name='uvicorn')", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "graphkit", "serve", str(folder)],
        env=os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "pip install 'graphkit[serve]'" in done.stderr


def test_the_editor_is_the_one_that_its_licences_name() -> None:
    import hashlib

    static = ROOT / "graphkit" / "server" / "static"
    notice = (static / "LICENCES.txt").read_text(encoding="utf-8")
    shipped = (static / "yasqe.min.js").read_bytes()
    # As the package has it: with its last line.
    assert hashlib.sha256(shipped + b"//# sourceMappingURL=yasqe.min.js.map").hexdigest() in notice
    assert hashlib.sha256((static / "yasqe.min.css").read_bytes()).hexdigest() in notice


def test_graphs_of_several_files_can_be_asked(tmp_path: Path) -> None:
    path = tmp_path / "graphs.nq"
    path.write_text(f'<{BASE}actor/a> <a:says> "yes" <a:one> .\n', encoding="utf-8")
    store = Store.open(path)
    assert store.graphs == ("a:one",)
    assert store.query("SELECT ?o { ?s ?p ?o }").rows == ((ox.Literal("yes"),),)


def test_a_graph_of_quads_has_a_picture(tmp_path: Path) -> None:
    export(published(small()), load_ontology(), path := tmp_path / "g.trig", BASE)
    with served(path, "--quiet", "--workers", "2") as running:
        got = running.get("/graph")
    assert (got.status, got.type) == (200, "text/html")
    assert "Germany" in got.text
