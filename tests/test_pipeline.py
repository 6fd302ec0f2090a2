from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from quoted import claim_of

import graphkit
from graphkit import harvest, pipeline, upkeep
from graphkit.errors import GraphkitError, InputError, ModelError, OntologyError, OutputError, QueryError
from graphkit.graph import OUTPUTS, Graph, check_file, ready
from graphkit.reading import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graphkit.model import Article, Claim
    from graphkit.ontology import Ontology
    from graphkit.reading import File

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


class FakeExtractor:
    """Finds "A opposes b." word by word, and counts the articles that it was asked to read."""

    fingerprint = "fake"

    def __init__(self, ontology: Ontology | None = None, model: str | None = None) -> None:
        self.asked = 0

    def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Claim, ...]]:
        for article in articles:
            self.asked += 1
            yield tuple(self.claims(article))

    def claims(self, article: Article) -> Iterator[Claim]:
        for found in re.finditer(r"(\w+) (opposes|supports) (\w+)\.", article.text):
            yield claim_of(article, found, "fake")


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write(
        tmp_path / "news",
        berlin="Germany opposes troops. France supports troops.",
        paris="France opposes haste.",
        weather="Sunny spells.",
        empty="",
    )


def built(*paths: Path | str, **options: object) -> Graph:
    return pipeline.build(*paths, **{"extractor": FakeExtractor(), **options})  # type: ignore[arg-type]


def said(graph: Graph) -> list[tuple[str, str, str]]:
    return sorted((s.actor_text, s.relation, s.object_text) for s in graph.statements)


def test_build_is_read_extract_resolve(articles: Path) -> None:
    graph = built(articles)
    assert said(graph) == [
        ("France", "opposes", "haste"),
        ("France", "supports", "troops"),
        ("Germany", "opposes", "troops"),
    ]
    assert {source.file for source in graph.articles} == {"berlin.txt", "paris.txt", "weather.txt"}


def test_report(articles: Path) -> None:
    report = built(articles).report
    assert (report.articles, report.cached) == (3, 0)
    assert [(skip.path, skip.reason.split(";")[0]) for skip in report.skipped] == [(articles / "empty.txt", "empty")]
    assert report.without_claims == ("weather.txt",)


def test_order_of_paths_does_not_matter(articles: Path) -> None:
    files = [path for path in articles.iterdir() if path.stem != "empty"]
    graphs = [built(*random.Random(seed).sample(files, len(files))) for seed in range(3)]  # noqa: S311
    assert graphs[0] == graphs[1] == graphs[2]


def test_an_article_is_extracted_once(articles: Path, tmp_path: Path) -> None:
    cache = tmp_path / "claims.sqlite"
    first, second, third = FakeExtractor(), FakeExtractor(), FakeExtractor()
    one = built(articles, cache=cache, extractor=first)
    two = built(articles, cache=cache, extractor=second)
    (articles / "rome.txt").write_text("Italy supports haste.")
    three = built(articles, cache=cache, extractor=third)
    assert (first.asked, second.asked, third.asked) == (3, 0, 1)
    assert one == two == built(articles / "berlin.txt", articles / "paris.txt", articles / "weather.txt")
    assert (two.report.cached, three.report.cached) == (3, 3)
    assert ("Italy", "supports", "haste") in said(three)


def test_a_build_that_died_goes_on(tmp_path: Path) -> None:
    folder = write(tmp_path / "news", **{f"a{number:03}": f"A{number} opposes b." for number in range(100)})

    class Dying(FakeExtractor):
        def claims(self, article: Article) -> Iterator[Claim]:
            if self.asked > 70:
                raise KeyboardInterrupt
            return super().claims(article)

    cache = tmp_path / "claims.sqlite"
    with pytest.raises(KeyboardInterrupt):
        built(folder, cache=cache, extractor=Dying())
    rest = FakeExtractor()
    assert len(built(folder, cache=cache, extractor=rest).statements) == 100
    assert rest.asked == 30  # what was finished when it died is kept, whole batch or not
    assert harvest.BATCH < 30


def test_progress_goes_from_nothing_to_all(articles: Path) -> None:
    steps: list[tuple[int, int]] = []
    built(articles, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_what_build_refuses(articles: Path, tmp_path: Path) -> None:
    for message, paths, options in (
        ("none: no such file", [tmp_path / "none"], {}),
        ("no extractor 'magic'; there are llm, rules", [articles], {"extractor": "magic"}),
        ("cannot be a base", [articles], {"base": "no iri"}),
        ("nothing to read", [], {}),
    ):
        with pytest.raises(InputError, match=re.escape(message)):
            built(*paths, **options)
    with pytest.raises(OntologyError, match=r"graphkit\.ttl is missing"):
        built(articles, ontology=tmp_path)


def test_workers_that_cannot_be(articles: Path) -> None:
    for workers, extractor, message in (
        (0, "rules", "0 workers cannot do anything"),
        (2, FakeExtractor(), "an extractor that is an object works in one process"),
    ):
        with pytest.raises(InputError, match=message):
            built(articles, workers=workers, extractor=extractor)


def test_a_plug_in(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("fake", f"{__name__}:FakeExtractor", pipeline.PLUGINS)
    monkeypatch.setattr(pipeline, "entry_points", lambda group: [point] if group == pipeline.PLUGINS else [])
    assert built(articles, extractor="fake") == built(articles)
    with pytest.raises(InputError, match="there are fake, llm, rules"):
        built(articles, extractor="magic")


def test_one_bad_article_costs_no_other(articles: Path) -> None:
    class Failing(FakeExtractor):
        def claims(self, article: Article) -> Iterator[Claim]:
            if article.source.file == "berlin.txt":
                raise RuntimeError("a bug")
            return super().claims(article)

    skipped: list[str] = []
    graph = built(articles, extractor=Failing(), on_skip=lambda skip: skipped.append(skip.reason))
    assert said(graph) == [("France", "opposes", "haste")]
    assert "the extractor fails on it (RuntimeError: a bug)" in skipped
    assert sorted(skipped) == sorted(skip.reason for skip in graph.report.skipped)


@pytest.mark.parametrize(
    ("error", "told", "message"),
    [
        (RuntimeError("a bug"), ModelError, r"nothing could be read: of 3 articles .* \(RuntimeError: a bug\)"),
        (ModuleNotFoundError("No module named 'spacy'"), ModuleNotFoundError, "No module named 'spacy'"),
    ],
)
def test_what_fails_on_all_articles_is_no_empty_graph(
    articles: Path, tmp_path: Path, error: Exception, told: type[Exception], message: str
) -> None:
    """A library that is missing, or a plug-in that does not work, must not write over what was there."""

    class Failing(FakeExtractor):
        def claims(self, article: Article) -> Iterator[Claim]:
            raise error

    upkeep.build(tmp_path / "out", articles, extractor=FakeExtractor())
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("graph.*")}
    with pytest.raises(told, match=message):
        upkeep.build(tmp_path / "out", articles, extractor=Failing(), cached=False)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").glob("graph.*")} == before


def test_a_folder_is_walked_once(articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[object] = []

    def counted(*given: Any) -> list[File]:
        walked.append(given)
        return find(*given)

    monkeypatch.setattr(pipeline, "find", counted)
    upkeep.build(tmp_path / "out", articles, extractor=FakeExtractor())
    assert len(walked) == 1


def test_an_ontology_folder_that_is_broken_is_refused_first(articles: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(SEEDS.parent / "ontology", folder)
    (folder / "boilerplate" / "en.yaml").write_text("lines: [\n", encoding="utf-8")
    extractor = FakeExtractor()
    with pytest.raises(OntologyError, match=r"boilerplate/en\.yaml:\d+: not YAML"):
        built(articles, ontology=folder, extractor=extractor)
    assert not extractor.asked


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("shapes.ttl", "sh:targetClass", "sh:targetClass sh:targetClass"),
        ("queries/allies.rq", "GROUP BY", "GROUP BUY"),
    ],
)
def test_shapes_and_questions_are_checked_too(articles: Path, tmp_path: Path, name: str, old: str, new: str) -> None:
    shutil.copytree(SEEDS.parent / "ontology", tmp_path / "ontology")
    path = tmp_path / "ontology" / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(OntologyError, match=re.escape(str(path))):
        built(articles, ontology=tmp_path / "ontology")


@pytest.mark.parametrize("count", [0, 2])
def test_an_extractor_must_give_the_claims_of_each_article(articles: Path, count: int) -> None:
    class Miscounting(FakeExtractor):
        def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Claim, ...]]:
            for _ in articles:
                yield from [()] * count

    with pytest.raises(ModelError, match="fewer" if count == 0 else "more"):
        built(articles, extractor=Miscounting())


@pytest.mark.parametrize("source", ["", "  ", "none.txt", "my file.md", "news/none", "none.pdf", "./none/"])
def test_what_is_meant_as_a_path_is_not_explained(source: str) -> None:
    with pytest.raises(InputError, match="no such file; name an article, or give a sentence"):
        list(pipeline.explain(source))


@pytest.mark.parametrize("model", ["../foo", "a.b", "no_such_model", "numpy"])
def test_what_is_no_model(articles: Path, model: str) -> None:
    with pytest.raises(ModelError, match=re.escape(f"'{model}'")):
        built(articles, extractor="rules", model=model)


@pytest.mark.model
@pytest.mark.parametrize("source", ["Germany opposes the tax.", "Yes.", "U.S.", "Nobody"])
def test_a_text_is_explained(source: str) -> None:
    assert [sentence.sentence for sentence in pipeline.explain(source)] == [source]


@pytest.mark.model
def test_the_rules_read_the_seeds(tmp_path: Path) -> None:
    cache = tmp_path / "claims.sqlite"
    graph = graphkit.build(SEEDS, cache=cache)
    assert len(graph.articles) == 5
    assert graph.statements
    assert not graph.report.skipped
    assert graphkit.build(SEEDS, cache=cache) == graph


@pytest.mark.model
def test_neither_hash_seed_nor_order_shows_in_a_byte(tmp_path: Path) -> None:
    files = sorted(map(str, SEEDS.glob("*.txt")))
    outputs = []
    for seed, paths in (("1", files), ("2", files[::-1])):
        folder = tmp_path / seed
        arguments = [sys.executable, "-m", "graphkit", "build", *paths, "--output", str(folder)]
        subprocess.run(arguments, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, stdout=subprocess.DEVNULL)
        outputs.append({name: (folder / name).read_bytes() for name in OUTPUTS})
    assert outputs[0] == outputs[1]


# -- the graph in the hand -------------------------------------------------------------------------


def test_all_ways_out(articles: Path, tmp_path: Path) -> None:
    graph = built(articles, base="https://example.org/g")
    written = graph.write(tmp_path / "out" / "deep")
    assert [path.name for path in written] == list(OUTPUTS)
    assert all(path.stat().st_size for path in written)
    assert graph.to_networkx().number_of_edges() == len(graph.edges()) == 3
    assert graph.check() == check_file(written[0]) == []
    assert graphkit.load(written[0]) == graph
    answer = graph.query("SELECT ?who { ?who gk:opposes ?what }")
    assert [row[0].rpartition(":")[2] for row in answer.table()] == ["france", "germany"]


def test_writing_again_gives_the_same_bytes(articles: Path, tmp_path: Path) -> None:
    for folder, paths in (("one", [articles]), ("two", sorted(articles.glob("[!e]*.txt"), reverse=True))):
        built(*paths).write(tmp_path / folder)
    for name in OUTPUTS:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_folder_that_cannot_be_written(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "out" / "graph.html").mkdir(parents=True)
    for folder, message in (
        (tmp_path / "file", "file: cannot be written"),
        (tmp_path / "file" / "below", "below: cannot be written"),
        (tmp_path / "out", "graph.html: a folder stands where a file is to be written"),
    ):
        with pytest.raises(OutputError, match=re.escape(message)):
            built(articles).write(folder)


def test_ready_makes_nothing(tmp_path: Path) -> None:
    ready(tmp_path / "a" / "b")
    assert not list(tmp_path.iterdir())


def test_what_a_question_refuses(articles: Path) -> None:
    graph = built(articles)
    with pytest.raises(QueryError, match="no question 'why'; there are"):
        graph.ask("why")
    for name, question in graph.ontology.questions.items():
        with pytest.raises(QueryError, match=re.escape(f"'{name}' takes")):
            graph.ask(name, *["x"] * (len(question.parameters) + 1))


def test_what_is_no_graph(tmp_path: Path) -> None:
    path = tmp_path / "g.ttl"
    for read in (graphkit.load, check_file):
        with pytest.raises(InputError, match=re.escape(str(path))):
            read(path)
    for content in (b"\xff", b"Berlin rejected it."):
        path.write_bytes(content)
        for read in (graphkit.load, check_file):
            with pytest.raises(InputError, match=re.escape(str(path))):
                read(path)


# -- the package -----------------------------------------------------------------------------------


def test_every_public_name_is_there() -> None:
    for name in graphkit.__all__:
        assert getattr(graphkit, name)
    assert set(graphkit.__all__) <= set(dir(graphkit))
    assert issubclass(graphkit.GraphkitError, GraphkitError)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = graphkit.nothing


def test_import_loads_nothing() -> None:
    code = "import sys, graphkit; print([name for name in sys.modules if name.startswith('graphkit.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


class Lying(FakeExtractor):
    """Changes the claims of Paris."""

    def __init__(self, change: Callable[[Claim], object]) -> None:
        super().__init__()
        self.change = change

    def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Claim, ...]]:
        for article in articles:
            paris = article.source.file == "paris.txt"
            yield tuple(self.change(claim) if paris else claim for claim in self.claims(article))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda claim: replace(claim, evidence=replace(claim.evidence, exact="Mars opposes Venus.")), "quotes"),
        (lambda claim: replace(claim, evidence=replace(claim.evidence, start=900, end=950)), "quotes"),
        (lambda claim: replace(claim, evidence=replace(claim.evidence, article="another")), "quotes"),
        (lambda claim: replace(claim, actor=replace(claim.actor, name=" ")), "names an actor"),
        (lambda claim: replace(claim, actor=replace(claim.actor, end=900)), "names an actor"),
        (lambda claim: "a claim", "no claim"),
    ],
)
def test_what_the_text_does_not_bear_out_is_in_no_graph(
    articles: Path, change: Callable[[Claim], object], told: str
) -> None:
    graph = graphkit.build(articles, extractor=Lying(change))
    (skipped,) = (one for one in graph.report.skipped if one.path.name == "paris.txt")
    assert told in skipped.reason
    assert {statement.evidence.exact for statement in graph.statements} == {
        "Germany opposes troops.",
        "France supports troops.",
    }
