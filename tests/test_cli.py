from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from test_pipeline import FakeExtractor, write
from typer.testing import CliRunner

import graphkit
from graphkit import pipeline
from graphkit.cli import app
from graphkit.cli.printing import LISTED, blocks, fitting
from graphkit.graph import OUTPUTS

if TYPE_CHECKING:
    from typer.testing import Result

ONTOLOGY = Path(__file__).resolve().parent.parent / "ontology"
OPPOSES = "SELECT ?who ?what { ?who gk:opposes ?what } ORDER BY ?who"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="graphkit")


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(pipeline.EXTRACTORS, "rules", "test_pipeline:FakeExtractor")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write(tmp_path / "news", berlin="Germany opposes troops.", paris="France opposes haste.")


@pytest.fixture
def graph(news: Path) -> Path:
    assert run("build", news).exit_code == 0
    return Path("output/graph.ttl")


# -- build -----------------------------------------------------------------------------------------


def test_build_writes_all_and_says_so(news: Path) -> None:
    done = run("build", news, "-o", "out", "--check")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "2 articles read",
        "2 statements, 2 actors, 2 topics",
        *(str(Path("out") / name) for name in OUTPUTS),
        "the shapes hold",
    ]
    assert not done.stderr
    assert all((Path("out") / name).is_file() for name in OUTPUTS)


def test_build_tells_what_it_left_out(news: Path) -> None:
    write(news, weather="Sunny spells.", empty="")
    (news / "latin.txt").write_bytes(b"Gar\xe7on")
    for number in range(LISTED + 5):
        (news / f"{number:02}.odt").write_bytes(b"PK")
    done = run("build", news)
    assert done.exit_code == 0
    assert "4 articles read" in done.stdout
    assert f"{LISTED + 6} files skipped:" in done.stdout
    assert f"  {news / 'empty.txt'}: empty; put the text of an article into it" in done.stdout
    assert f"  {news / '00.odt'}: no reader for '.odt'" in done.stdout
    assert "  6 more: no reader for '.odt'" in done.stdout
    assert "1 file changed or not wholly understood:\n" in done.stdout
    assert f"  {news / 'latin.txt'}: not UTF-8, read as Windows-1252" in done.stdout
    assert "2 articles without a statement:\n  latin.txt\n  weather.txt\n" in done.stdout


def test_an_article_without_any_claim_makes_an_empty_graph(tmp_path: Path) -> None:
    done = run("build", write(tmp_path / "a", weather="Sunny spells."), "--check")
    assert done.exit_code == 0
    assert "0 statements" in done.stdout


def test_second_build_knows_the_claims(news: Path) -> None:
    run("build", news)
    before = {name: (Path("output") / name).read_bytes() for name in OUTPUTS}
    assert "2 articles read, 2 of them known from the cache" in run("build", news).stdout
    assert "known" not in run("build", news, "--no-cache").stdout
    assert before == {name: (Path("output") / name).read_bytes() for name in OUTPUTS}


def test_no_cache_keeps_no_claims(news: Path) -> None:
    run("build", news, "--no-cache")
    assert not Path("output/.graphkit/claims.sqlite").exists()


def test_base_and_ontology(news: Path, tmp_path: Path) -> None:
    shutil.copytree(ONTOLOGY, tmp_path / "words")
    assert run("build", news, "--base", "https://e.org", "--ontology", tmp_path / "words").exit_code == 0
    assert "https://e.org/actor/" in Path("output/graph.ttl").read_text(encoding="utf-8")


def test_check_that_fails_after_a_build(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphkit.graph.check", lambda *_: ["actor:x: no label"])
    done = run("build", news, "--check")
    assert done.exit_code == 3
    assert done.stdout.endswith("actor:x: no label\n1 problem found\n")


# -- query, ask, check -----------------------------------------------------------------------------


def test_query_as_table(graph: Path) -> None:
    lines = run("query", OPPOSES).stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["who", "actor:france", "actor:germany"]


def test_query_in_every_format(graph: Path) -> None:
    assert run("query", OPPOSES, "--format", "csv").stdout.startswith("who,what")
    assert json.loads(run("query", OPPOSES, "-f", "json").stdout)["head"]["vars"] == ["who", "what"]
    turtle = run("query", "CONSTRUCT { ?a gk:opposes ?b } { ?a gk:opposes ?b }", "-f", "turtle").stdout
    assert "actor:germany gk:opposes topic:troops" in turtle
    assert run("query", "ASK { actor:germany gk:opposes topic:troops }").stdout.split() == ["answer", "true"]


def test_query_from_a_file(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(OPPOSES, encoding="utf-8")
    assert run("query", "q.rq").stdout == run("query", OPPOSES, "--graph", graph).stdout


def test_ask_lists_the_questions() -> None:
    lines = run("ask").stdout.splitlines()
    assert lines[0] == "question\ttitle\texample"
    assert [line.split("\t")[0] for line in lines[1:]] == sorted(path.stem for path in ONTOLOGY.glob("queries/*.rq"))


def test_ask(graph: Path) -> None:
    done = run("ask", "who-opposes", "troops")
    assert done.exit_code == 0
    assert "Germany" in done.stdout
    assert "France" not in done.stdout


def test_check(graph: Path, tmp_path: Path) -> None:
    assert run("check", graph).stdout == "the shapes hold\n"
    text = graph.read_text(encoding="utf-8")
    (tmp_path / "bad.ttl").write_text(text.replace(" ;\n\tgk:opposes topic:troops", ""), encoding="utf-8")
    (tmp_path / "worse.ttl").write_text(text.replace('rdfs:label "Germany"@en', 'rdfs:comment "?"'), encoding="utf-8")
    for name in ("bad.ttl", "worse.ttl"):
        done = run("check", name)
        assert done.exit_code == 3, done.output
        assert re.search(r"\d problems? found", done.stdout)


# -- what goes wrong -------------------------------------------------------------------------------

BAD = [
    ("missing path", ["build", "none"], "none: no such file or folder; check the path"),
    ("empty folder", ["build", "void"], "void: no article in this folder; graphkit reads .atom, "),
    ("empty file", ["build", "empty.txt"], "empty.txt: empty; put the text of an article into it"),
    ("binary file", ["build", "binary.txt"], "binary.txt: binary (a zero byte at byte 1); save"),
    ("wrong suffix", ["build", "a.exe"], "a.exe: no reader for '.exe'; graphkit reads .atom, "),
    ("broken PDF", ["build", "a.pdf"], "a.pdf: broken .pdf ("),
    ("no mapping", ["build", "good.txt", "--map", "body"], "'body': no pair of names; write text=body"),
    ("unwritable output", ["build", "good.txt", "-o", "a.pdf"], "a.pdf: cannot be written (Not a directory)"),
    ("no path", ["build", ""], "'': no such file or folder"),
    ("no text", ["explain", ""], "'': no such file; name an article"),
    ("no file to explain", ["explain", "none.txt"], "'none.txt': no such file; name an article"),
    ("broken SPARQL in a file", ["query", "bad.rq", "-g", "good.ttl"], "bad.rq: line 1, column "),
    ("no aliases", ["evaluate", "gold.yaml", "good.txt", "--aliases", "nope"], "nope: cannot be read"),
    ("no such articles", ["evaluate", "gold.yaml", "good.txt"], "gold.yaml and good.txt have no article in common"),
    ("other coding", ["evaluate", "gold.yaml", "--coding", "gold2.yaml"], "gold.yaml and gold2.yaml have no article"),
    ("nothing to evaluate", ["evaluate", "gold.yaml", "void"], "void: no article in this folder"),
    ("nothing in the graph", ["check", "good.ttl"], "good.ttl: there is no article in it"),
    ("no ontology", ["build", "good.txt", "--ontology", "void"], "void: no ontology here"),
    ("broken ontology", ["build", "good.txt", "--ontology", "words"], "boilerplate/en.yaml:2: not YAML"),
    ("no base", ["build", "good.txt", "--base", "a b"], "'a b"),
    ("no graph", ["query", OPPOSES], "output/graph.ttl: no graph here; run `graphkit build` first"),
    ("no graph to ask", ["ask", "who-opposes", "-g", "x.ttl"], "x.ttl: no graph here; run `graphkit build`"),
    ("broken graph", ["query", OPPOSES, "-g", "bad.ttl"], "bad.ttl:2: not Turtle"),
    ("broken SPARQL", ["query", "SELECT ?a {", "-g", "good.ttl"], "line 1"),
    ("unknown prefix", ["query", "SELECT * { ?a xx:y ?b }", "-g", "good.ttl"], "prefix 'xx:' is unknown"),
    ("reaches out", ["query", "SELECT * { SERVICE <http://e.org> {} }", "-g", "good.ttl"], "SERVICE"),
    ("no query file", ["query", "none.rq", "-g", "good.ttl"], "none.rq: cannot be read"),
    ("query file not UTF-8", ["query", "latin.rq", "-g", "good.ttl"], "latin.rq: not UTF-8 (byte 1)"),
    ("no CSV of triples", ["query", "DESCRIBE <a:b>", "-g", "good.ttl", "-f", "csv"], "no csv of"),
    ("unknown question", ["ask", "why", "-g", "good.ttl"], "no question 'why'; there are"),
    ("too many values", ["ask", "who-opposes", *"abcdefgh", "-g", "good.ttl"], "'who-opposes' takes no"),
    ("nothing to check", ["check", "none.ttl"], "none.ttl: cannot be read"),
    ("check of no Turtle", ["check", "latin.txt"], "latin.txt"),
]  # fmt: skip


@pytest.fixture
def bad_files(tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    for name, content in (
        ("good.txt", b"Germany opposes troops."),
        ("empty.txt", b""),
        ("binary.txt", b"a\0b"),
        ("latin.txt", b"h\xe9las"),
        ("latin.rq", b"#\xe9"),
        ("bad.rq", b"SELECT"),
        ("gold.yaml", b"- {article: x.txt, statements: [{a: A, r: opposes, o: it, s: A is}]}"),
        ("gold2.yaml", b"- {article: y.txt, statements: [{a: A, r: opposes, o: it, s: A is}]}"),
        ("a.pdf", b"%PDF"),
        ("a.exe", b"MZ"),
        ("good.ttl", b""),
        ("bad.ttl", b"<a:b> <c:d> <e:f> .\n<a:b> <"),
    ):
        (tmp_path / name).write_bytes(content)
    shutil.copytree(ONTOLOGY, tmp_path / "words")
    (tmp_path / "words" / "boilerplate" / "en.yaml").write_text("a: [\n", encoding="utf-8")


@pytest.mark.usefixtures("bad_files")
@pytest.mark.parametrize(("arguments", "message"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_input_is_one_line(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 1
    assert not done.stdout
    (line,) = done.stderr.splitlines()
    assert line.startswith("graphkit: error: ")
    assert message in line


@pytest.mark.parametrize("arguments", [["build", "a", "--what"], ["answer"], ["query"], ["check"]])
def test_wrong_arguments(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_build_of_nothing_says_what_is_wanted(tmp_path: Path) -> None:
    done = run("build", "-o", str(tmp_path))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "name a file or a folder with articles" in done.stderr


def test_a_format_that_does_not_exist() -> None:
    done = run("query", OPPOSES, "-f", "pdf")
    assert done.exit_code == 2
    assert "no format 'pdf'; there are table, csv, tsv, json, xml, turtle, markdown" in " ".join(
        done.stderr.replace("│", "").split()
    )


def test_output_is_tried_before_the_long_work(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeExtractor, "__call__", lambda *_: pytest.fail("too late"))
    (news.parent / "file").write_text("")
    assert run("build", news, "-o", news.parent / "file" / "out").exit_code == 1


def test_verbose_shows_the_traceback(bad_files: None) -> None:
    for arguments in (["-v", "build", "empty.txt"], ["build", "empty.txt", "-v"]):
        done = run(*arguments)
        assert done.exit_code == 1
        assert "Traceback" in done.stderr
        assert done.stderr.splitlines()[-1].startswith("graphkit: error: empty.txt: empty")
    assert "Traceback" not in run("build", "empty.txt").stderr


def test_interrupt(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeExtractor, "__call__", interrupted)
    done = run("build", news)
    assert (done.exit_code, done.stderr) == (130, "graphkit: interrupted\n")


# -- the command as a process ----------------------------------------------------------------------


def command(*arguments: str, code: str = "from graphkit.cli import main; main()") -> list[str]:
    return [sys.executable, "-c", code, *arguments]


@pytest.mark.parametrize("arguments", [["--help"], ["ask"], ["query", OPPOSES], ["ask", "who-opposes"]])
def test_what_is_quick_loads_nothing_heavy(graph: Path, arguments: list[str]) -> None:
    code = (
        "import sys\nfrom graphkit.cli import main\ntry: main()\nfinally:\n"
        " heavy = {'spacy', 'pyvis', 'networkx', 'rdflib', 'pyshacl'} & set(sys.modules)\n"
        " assert not heavy, heavy"
    )
    done = subprocess.run(command(*arguments, code=code), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_version() -> None:
    done = run("--version")
    assert (done.exit_code, done.stdout) == (0, f"graphkit {graphkit.__version__}\n")


VERBS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
EXAMPLES = [
    line.strip().removeprefix("$ ") for verb in VERBS.values() for line in verb.epilog.split("\n\n") if "$ " in line
]


@pytest.mark.parametrize("verb", VERBS)
def test_help_has_examples(verb: str) -> None:
    assert any(example.startswith(f"graphkit {verb}") for example in EXAMPLES)


SILENT = {"build", "check", "codebook", "diff", "view", "why"}
"""Verbs that say enough in one line."""


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_works(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ontology", "seeds", "tests"):
        (tmp_path / name).symlink_to(ONTOLOGY.parent / name, target_is_directory=True)
    shutil.copytree(ONTOLOGY.parent / "output", tmp_path / "output")
    (tmp_path / "news.jsonl").write_text('{"body": "Germany opposes troops.", "meta": {}}', encoding="utf-8")
    _, verb, *arguments = shlex.split(example.partition(" > ")[0])
    if verb == "import-dna":
        graphkit.load("output/graph.ttl").to_dna("sample.dna")
    if verb == "explain":
        monkeypatch.setattr(pipeline, "explain", lambda source, **_: pytest.fail(source) if is_missing(source) else ())
    if verb == "doctor":
        monkeypatch.setattr("graphkit.doctor.installation._reading", lambda: iter(()))  # it loads the model
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    if verb == "serve":
        monkeypatch.setattr(
            "graphkit.server.serving.serve", lambda path, **_: pytest.fail(str(path)) if is_missing(str(path)) else None
        )
    done = run(verb, *arguments)
    assert done.exit_code == 0, done.output
    assert verb in ("explain", "serve") or done.stdout.count("\n") > (verb not in SILENT)


def is_missing(source: str) -> bool:
    return " " not in source and not Path(source).exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["query", OPPOSES], ["ask"], ["--help"], ["--version"]])
def test_a_full_disk_is_one_line(graph: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command(*arguments), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert line.startswith("graphkit: error: stdout: cannot be written (No space left on device)")


def test_what_was_finished_when_it_is_terminated_is_kept(news: Path) -> None:
    code = (
        "import os, signal, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_pipeline import FakeExtractor\n"
        "from graphkit import pipeline\nfrom graphkit.cli import main\n"
        "class Dying(FakeExtractor):\n"
        "    def claims(self, article):\n"
        "        if self.asked == 2: os.kill(os.getpid(), signal.SIGTERM)\n"
        "        return super().claims(article)\n"
        "pipeline.EXTRACTORS['rules'] = '__main__:Dying'\nmain()"
    )
    done = subprocess.run(command("build", str(news), code=code), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (143, "graphkit: terminated\n")
    assert "2 articles read, 1 of them known from the cache" in run("build", news).stdout


def test_a_reader_that_leaves_is_no_error(graph: Path) -> None:
    query = "SELECT * { ?s ?p ?o . ?t ?q ?r }"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command("query", query), stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_that_knows_no_unicode(graph: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        command("query", 'SELECT ?a { BIND("Élysée" AS ?a) }'),
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "a\n\\xc9lys\\xe9e\n")


def on_a_terminal(*arguments: str) -> str:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    plain = os.environ | {"COLUMNS": "80", "TERM": "dumb"}
    done = subprocess.run(command(*arguments), stdout=theirs, stderr=theirs, env=plain, check=False)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 0
    return shown


def test_on_a_terminal_a_table_is_drawn(graph: Path) -> None:
    shown = on_a_terminal("query", OPPOSES)
    assert "actor:germany" in shown
    assert "─" in shown
    assert "\t" not in shown


def test_on_a_terminal_labels_stand_for_nodes(graph: Path) -> None:
    shown = on_a_terminal("ask", "who-opposes", "troops").splitlines()
    assert shown[:2] == ["actor      Germany", "object     troops"] or shown[1].split()[:2] == ["actor", "object"]
    assert "actor:germany" not in " ".join(shown)
    assert run("ask", "who-opposes", "-f", "csv").stdout.startswith(
        "actorLabel,objectLabel,sentences,articles,example,actor"
    )


LONG = "The chancellor expressed reservations about the timing of any discussion of the deployment of troops."


def test_a_table_without_room_becomes_blocks() -> None:
    assert fitting(("who", "what"), [("Germany", "troops")], 20) == [7, 6]
    assert fitting(("who", "what"), [("Germany", LONG)], 50) == [7, 43]
    assert fitting(("who", "what"), [("Germany", LONG)], 30) is None  # too many lines
    assert fitting(("who", "what"), [("Germany", "x" * 30)], 30) is None  # no word is cut
    assert list(blocks(("who", "said"), [("A", LONG), ("B", "")], 70)) == [
        "who   A",
        "said  The chancellor expressed reservations about the timing of any",
        "      discussion of the deployment of troops.",
        "",
        "who   B",
    ]


@settings(max_examples=200)
@given(st.lists(st.tuples(st.text("ab ", max_size=60), st.text("é日 ", max_size=40)), max_size=5), st.integers(0, 90))
def test_columns_that_fit_cut_no_word(rows: list[tuple[str, str]], room: int) -> None:
    if widths := fitting(("one", "two"), rows, room):
        assert sum(widths) <= room
        assert all(cell_len(word) <= widths[i] for row in rows for i in (0, 1) for word in row[i].split())


def test_a_graph_is_named_by_its_folder(graph: Path) -> None:
    for arguments in (["ask", "actors"], ["query", "SELECT ?s { ?s a gk:Statement }"]):
        by_folder = run(*arguments, "--graph", graph.parent)
        assert (by_folder.exit_code, by_folder.stdout) == (0, run(*arguments, "--graph", graph).stdout)


def test_a_name_that_is_filtered_away_is_not_called_unknown(graph: Path) -> None:
    left = run("ask", "stances-of", "Germany", "--graph", graph, "--publishers", "99")
    assert left.exit_code == 1
    assert "nothing of what is named is left under --belief and --publishers" in left.stderr
    assert "actor is called 'Xyzzy'" in run("ask", "stances-of", "Xyzzy", "--graph", graph, "--publishers", "99").stderr


def test_an_origin_is_an_origin() -> None:
    for origin in ("not an origin", "a.example", "https://a.example/page"):
        assert f"--cors '{origin}': no origin; write * or scheme://" in run("serve", "--cors", origin).stderr


def test_pages_and_measures_are_filtered_by_belief(graph: Path, tmp_path: Path) -> None:
    few = ("--publishers", "99")
    empty = run("view", graph.parent, *few, "--output", tmp_path / "part.html", "--no-open")
    assert (empty.exit_code, "graphkit: error: " in empty.stderr) == (1, True)
    all_ = run("view", graph.parent, "--belief", "0.01", "--output", tmp_path / "part.html", "--no-open")
    assert (all_.exit_code, "Germany" in (tmp_path / "part.html").read_text(encoding="utf-8")) == (0, True)
    whole, part = (run("analyse", graph, "--no-figures", "-o", tmp_path / "m", *options) for options in ((), few))
    assert whole.exit_code == 0
    assert whole.stdout != part.stdout
