"""What is fuzzed: for each target a strategy of inputs, and an attempt with one of them in an empty folder.

An attempt tells whether the input was accepted; an input that is refused is refused by a GraphkitError whose message
can be printed. Any other exception, and any assertion, is a defect. `tests/test_fuzz.py` tries a few inputs of each,
`python -m benchmarks.fuzz` as many as are wanted.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import shutil
import zipfile
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import fuzz_commands
import fuzz_graphs as on_graphs
from hypothesis import strategies as st
from mutations import damaged, file_names
from test_reading_formats import FIRST, FORMATS, PAGE, RULES, TEXT, docx, pdf, tarred, zipped

from graphkit.codebook import read_codebook
from graphkit.configuration import read_configuration
from graphkit.errors import GraphkitError, InputError
from graphkit.evaluation import read_gold
from graphkit.ontology import load_ontology
from graphkit.ontology.lexicon import read_lexicon
from graphkit.ontology.names import read_names
from graphkit.ontology.questions import read_questions
from graphkit.ontology.terms import Vocabulary
from graphkit.ontology.topics import read_topic_words
from graphkit.reading import READERS, Skipped, read
from graphkit.resolution import read_authorities
from graphkit.resolution.judgements import write_lines
from graphkit.resolution.ledger import parse_ledger, read_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

ONTOLOGY = load_ontology()
RELATIONS = frozenset(ONTOLOGY.relations)


class Target(NamedTuple):
    """What is fuzzed. `weight` is its share of the inputs: what takes long has less."""

    name: str
    inputs: st.SearchStrategy[Any]
    attempt: Callable[[Any, Path], object]
    weight: int = 4


def tried(target: Target, value: Any, folder: Path) -> bool:
    """Whether an input was accepted; it may be refused by an error that can be told."""
    try:
        target.attempt(value, folder)
    except GraphkitError as error:
        told = str(error)
        assert told.strip(), "an error without words"
        assert len(told) < 50_000, "an error that fills the screen"
        return False
    return True


# -- readers ---------------------------------------------------------------------------------------


@cache
def samples(suffix: str) -> tuple[bytes, ...]:
    """The sound files of a format."""
    made = {name: make for name, (make, _) in FORMATS.items()} | {"a.docx": docx, "a.pdf": lambda: pdf(FIRST)}
    return tuple(make() for name, make in made.items() if name.endswith(suffix))


@cache
def _parts_of_word() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx())) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    ".gz": (".jsonl", gzip.compress),
    ".bz2": (".csv", bz2.compress),
    ".xz": (".html", lzma.compress),
    ".tgz": (".json", lambda content: gzip.compress(tarred({"a.json": content}))),
    ".tar": (".parquet", lambda content: tarred({"a.parquet": content})),
    ".zip": (".rss", lambda content: zipped({"a.rss": content, "b.txt": content})),
    ".docx": (".docx", lambda content: zipped(_parts_of_word() | {"word/document.xml": content})),
}
"""What a format packs, and how: what is damaged before it is packed gets further."""


@st.composite
def some_file(draw: st.DrawFn, suffix: str) -> bytes:
    """A damaged file of a format, one in which something is damaged, or what is of another format or none at all."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(st.binary(max_size=400))
    if kind == 1:
        return draw(damaged(samples(draw(st.sampled_from(sorted(READERS))))))
    if kind > 4 and suffix in PACKERS:
        inner, pack = PACKERS[suffix]
        return pack(draw(damaged((_parts_of_word()["word/document.xml"],) if suffix == ".docx" else samples(inner))))
    return draw(damaged(samples(suffix)))


def outcome(*paths: Path) -> tuple[int, int]:
    """How many articles files gave, each of which can be written, and how many reasons why there is none."""
    skipped: list[Skipped] = []
    count = 0
    try:
        for article in read(paths, RULES, skipped.append, on_note=lambda _: None):
            count += 1
            source = article.source
            for value in (article.text, source.title, source.publisher, source.url, source.file):
                (value or "").encode()
            assert all(0 <= p.start < p.end <= len(article.text) for p in article.passages)
    except InputError:
        assert not count
        if not skipped:
            raise
    assert all(skip.reason for skip in skipped)
    assert count or skipped, "nothing came of it, and nothing was said"
    return count, len(skipped)


def refused_unless(count: int, path: Path) -> None:
    if not count:
        raise InputError(f"{path.name}: gave no article, and each reason was told")


def read_file(content: bytes, folder: Path, suffix: str) -> None:
    path = folder / f"a{suffix}"
    path.write_bytes(content)
    refused_unless(outcome(path)[0], path)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from([TEXT, FIRST, PAGE]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(["text", "body", "title", "date", "publisher", "source", "url", "id", "content", "items"])
odd_record = st.dictionaries(fields, json_values, max_size=5).map(json.dumps) | st.text(
    st.characters(exclude_characters="\r\n\x85\u2028\u2029\x0b\x0c\x1c\x1d\x1e", exclude_categories=["Cs"]), max_size=20
)


def read_lines(lines: Sequence[str], folder: Path) -> None:
    """Each line that is not blank gives an article or a reason, whatever stands beside it."""
    path = folder / "a.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
    articles, skipped = outcome(path)
    wanted = sum(not line.isspace() and line not in ("", "\ufeff") for line in lines)
    assert articles + skipped == max(1, wanted), (articles, skipped, wanted)
    refused_unless(articles, path)


def members(most: int) -> st.SearchStrategy[dict[str, bytes]]:
    content = st.sampled_from((TEXT, FIRST, "")).flatmap(
        lambda text: st.integers(0, 99).map(lambda number: f"{text} {number}".encode() if text else b"")
    )
    return st.dictionaries(file_names, content | st.binary(max_size=40), min_size=1, max_size=most)


def read_members(value: tuple[str, dict[str, bytes]], folder: Path) -> None:
    """Each member that is not hidden gives an article or a reason, and nothing is unpacked to the disk."""
    kind, inside = value
    inside = {name.encode("utf-8", "replace").decode(): content for name, content in inside.items()}
    path = folder / f"a.{kind}"
    path.write_bytes((zipped if kind == "zip" else tarred)(inside))
    articles, skipped = outcome(path)
    hidden = sum(any(part.startswith(".") and part != ".." for part in _parts(name)) for name in inside)
    assert articles + skipped >= max(1, len(inside) - hidden), (articles, skipped, len(inside), hidden)
    assert sorted(folder.rglob("*")) == [path]
    refused_unless(articles, path)


def _parts(name: str) -> list[str]:
    return [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]


places = st.lists(
    st.tuples(
        st.sampled_from(("", "x", "x/y", "z")), file_names, st.sampled_from(("text", "bytes", "loop", "lost", "out"))
    ),
    min_size=1,
    max_size=6,
)


def read_folder(value: list[tuple[str, str, str]], folder: Path) -> None:
    """Each file of a folder gives an article or a reason; links that lead in circles or nowhere do no harm."""
    root = folder / "in"
    root.mkdir()
    files = 0
    for number, (where, name, kind) in enumerate(value):
        inside = root / where
        inside.mkdir(parents=True, exist_ok=True)
        path = inside / os.fsdecode(name.encode("utf-8", "replace")).replace("/", "_")
        if path.exists() or path.is_symlink() or path.name in (".", ".."):
            continue
        if kind == "loop":
            path.symlink_to(root, target_is_directory=True)
            continue
        if kind in ("lost", "out"):
            path.symlink_to("nowhere" if kind == "lost" else path.name)
        else:
            path.write_bytes(f"{FIRST} {number}".encode() if kind == "text" else b"\0" * number)
        files += not path.name.startswith(".")
    articles, skipped = outcome(root)
    assert articles + skipped >= files, (articles, skipped, files)
    refused_unless(articles, root)


# -- what people write -----------------------------------------------------------------------------


def seed(*lines: str) -> bytes:
    return "\n".join(lines).encode() + b"\n"


LEDGERS = (
    seed(
        'same "Germany" "Berlin" by ann on 2025-02-17 because "the capital"',
        'different "Scholz" in berlin.txt "Scholz" # two of them',
        "accept 9f2c41d07a by “Bo”",
        "reject st:9f2c41d07b",
        "relabel 9f2c41d07c opposes",
        'relabel 9f2c41d07d object "troops \\u2014 \\"ours\\""',
        'rename "UK" "United Kingdom"',
    ),
    seed("# mine", "", 'same "A" "B"', 'same "B" "C"', 'different "A" "C"'),
)
CODEBOOK = seed(
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
    "@prefix c: <https://w3id.org/graphkit/codebook/> .",
    'c:troops a skos:Concept ; skos:prefLabel "troops"@en ; skos:altLabel "soldiers", "boots" ; skos:broader c:war .',
    'c:war a skos:Concept ; skos:prefLabel "war"@en ; skos:hiddenLabel "warr"@en ; skos:narrower c:troops .',
)
LINKS = seed(
    "name,iri", "Germany,http://www.wikidata.org/entity/Q183", '"Scholz, Olaf",https://viaf.org/viaf/1', "a,http://b/"
)
GOLD = seed(
    "- article: berlin.txt",
    "  statements:",
    "  - {a: Germany|Berlin, r: opposes, o: troops || soldiers, s: Berlin rejected, i: troops, opt: true}",
    "  - {a: France, r: supports, o: haste, s: 'France supports haste.'}",
)
TOML = seed('output = "output"', "[build]", 'paths = ["articles"]', 'ledger = "ledger.txt"', "check = true")


def as_file(name: str, reader: Callable[[Path], object]) -> Callable[[bytes, Path], object]:
    def attempt(content: bytes, folder: Path) -> object:
        path = folder / name
        path.write_bytes(content)
        return reader(path)

    return attempt


def keep_ledger(path: Path) -> None:
    """What is read is written as lines that say the same."""
    ledger = read_ledger(path, RELATIONS)
    again = parse_ledger(write_lines(ledger.judgements), RELATIONS)
    assert [each.key for each in again.judgements] == [each.key for each in ledger.judgements]


def keep_codebook(path: Path) -> None:
    concepts = read_codebook(path).concepts
    assert concepts
    assert all(concept.label.encode() for concept in concepts)


def keep_links(path: Path) -> None:
    assert all(name and all(iris) for name, iris in read_authorities(path).items())


def keep_configuration(path: Path) -> None:
    configuration = read_configuration(path.parent)
    assert configuration is not None
    assert configuration.output is None or str(configuration.output)


def words(name: str, reader: Callable[[Path], object]) -> tuple[st.SearchStrategy[Any], Callable[[Any, Path], object]]:
    """A file of the ontology folder, damaged, among the others of its folder as they are."""
    own = ONTOLOGY.folder / name

    def attempt(content: bytes, folder: Path) -> object:
        inside = folder / own.parent.name
        shutil.copytree(own.parent, inside)
        (inside / own.name).write_bytes(content)
        return reader(inside / own.name)

    return st.deferred(lambda: damaged((own.read_bytes(),))), attempt


TARGETS = {
    target.name: target
    for target in (
        *(Target(f"file {suffix}", some_file(suffix), partial(read_file, suffix=suffix)) for suffix in sorted(READERS)),
        Target("lines of JSON", st.lists(odd_record | st.just(json.dumps({"text": TEXT})), max_size=6), read_lines),
        Target("members of archives", st.tuples(st.sampled_from(("zip", "tar")), members(4)), read_members),
        Target("folders and links", places, read_folder),
        Target("ledger", damaged(LEDGERS) | st.text().map(str.encode), as_file("ledger.txt", keep_ledger), 12),
        Target("codebook", damaged((CODEBOOK,)), as_file("codebook.ttl", keep_codebook), 10),
        Target("links", damaged((LINKS,)), as_file("links.csv", keep_links)),
        Target("gold", damaged((GOLD,)), as_file("gold.yaml", read_gold)),
        Target(
            "graphkit.toml", damaged((TOML,)), as_file("graphkit.toml", lambda path: read_configuration(path.parent))
        ),
        Target("frames", *words("frames/en.yaml", lambda path: read_lexicon(path, ONTOLOGY.relations)), 8),
        Target("names", *words("names/countries.yaml", lambda path: read_names(path.parent)), 2),
        Target("topics", *words("topics/en.yaml", read_topic_words), 2),
        Target("classes and relations", *words("graphkit.ttl", lambda path: Vocabulary(path).relations()), 2),
        Target("questions", *words("queries/allies.rq", lambda path: read_questions(path.parent)), 2),
        Target("SPARQL", on_graphs.queries, on_graphs.ask, 20),
        Target("command line", fuzz_commands.command_lines, fuzz_commands.call, 20),
        Target("review sheets", on_graphs.sheets, on_graphs.read_sheet),
        Target("graph.ttl", on_graphs.turtle, on_graphs.load_turtle, 6),
        Target("graph directory", on_graphs.harm, on_graphs.examine, 2),
        Target("articles to page", on_graphs.articles, on_graphs.show, 2),
    )
}
