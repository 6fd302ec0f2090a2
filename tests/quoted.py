"""An extractor that takes what an article says between marks, whatever it is, and a folder that was built with it."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit import upkeep
from graphkit.extraction.rules import Explanation
from graphkit.model import Claim, Content, Evidence, Mention, ObjectPhrase
from graphkit.ontology import load_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphkit.model import Article
    from graphkit.ontology import Ontology


class QuotedExtractor:
    """Finds ‹A› opposes ‹b›, whatever stands between the marks: the words of an article reach a graph unhindered."""

    fingerprint = "quoted"
    alone = True

    def __init__(self, ontology: Ontology | None = None, model: str | None = None) -> None:
        pass

    def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Claim, ...]]:
        for article in articles:
            yield tuple(self.claims(article))

    def explain(self, articles: Iterable[Article]) -> Iterator[Explanation]:
        for article in articles:
            yield Explanation(article.text, tuple(self.claims(article)), ())

    def claims(self, article: Article) -> Iterator[Claim]:
        for found in re.finditer(r"‹([^‹›\n]+)› (opposes|supports|proposes) ‹([^‹›\n]+)›\.", article.text):
            if found[1].strip() and found[3].strip():
                yield claim_of(article, found, "quoted")


def claim_of(article: Article, found: re.Match[str], rule: str) -> Claim:
    """The claim of a match whose groups are actor, relation and object."""
    (start, end), (head, tail), exact = found.span(1), found.span(3), found[0]
    return Claim(
        evidence=Evidence(article.source.id, found.start(), found.end(), exact, "", ""),
        actor=Mention(start, end, found[1], found[1], "Country"),
        relation=found[2],
        object=ObjectPhrase(head, tail, found[3], found[3], Content(found[3])),
        cue=found[2],
        rule=rule,
    )


@cache
def workplace() -> Path:
    """A folder with all that verbs are asked about; copied for each line, as lines write."""
    folder = Path(tempfile.mkdtemp(prefix="graphkit-fuzz-"))
    (folder / "news").mkdir()
    for number in range(3):
        text = f"‹Germany› opposes ‹troops {number}›. ‹France› supports ‹troops {number}›. It was agreed in the end."
        (folder / "news" / f"{['berlin', 'paris', 'rome'][number]}.txt").write_text(text, encoding="utf-8")
    upkeep.build(folder / "output", folder / "news", extractor=QuotedExtractor())
    for name, content in (
        ("ledger.txt", 'same "Germany" "Berlin"\n'),
        ("codebook.ttl", (load_ontology().folder / "graphkit.ttl").read_text(encoding="utf-8")),
        ("links.csv", "name,iri\nGermany,http://www.wikidata.org/entity/Q183\n"),
        ("gold.yaml", "- {article: berlin.txt, statements: [{a: Germany, r: opposes, o: troops, s: Germany}]}\n"),
        ("a.rq", "SELECT * { ?s ?p ?o }"),
        ("a.zip", "PK\3\4"),
    ):
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "empty").mkdir()
    return folder
