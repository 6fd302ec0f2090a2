"""The work folder: articles and their claims as Parquet, a file a part, and what is known of tasks that ended early.

    articles/part=NAME/articles.parquet     a row an article
    claims/part=NAME/claims.parquet         a row a claim, and one for an article without any
    journal/NAME                            what a task began and finished

The name of a part is a digest of its articles, the extractor and the ontology. Every file is whole or not there.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit.cache import claims_from_json, claims_to_json, key_of
from graphkit.crew import Failed
from graphkit.errors import GraphkitError, OutputError
from graphkit.model import Article, Passage, Source, digest
from graphkit.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphkit.model import Claim

    Found = tuple[Claim, ...] | Failed

FORMAT = "2"
"""Of the files; those of another format are not found."""


class Work:
    """A work folder, for one extractor and one ontology."""

    def __init__(self, folder: Path | str, under: tuple[str, str], *, anew: bool = False) -> None:
        """`under` are the fingerprints of extractor and ontology. With `anew` no part counts as done that is put."""
        self.folder = Path(folder).absolute()
        self._under = under
        self._anew = anew

    def put(self, articles: Sequence[Article]) -> str:
        """Writes a part, if it is not there, and gives its name. Raises OutputError."""
        keys = (f"{article.source.file}\0{key_of(article, *self._under)}" for article in articles)
        name = digest(FORMAT, *keys, length=32)
        if self._anew:
            self._claims(name).unlink(missing_ok=True)
        path = self._articles(name)
        if not path.exists():
            write_rows(path, ARTICLE, [article_row(article) for article in articles])
        return name

    def articles(self, name: str) -> list[Article]:
        """The articles of a part. Raises GraphkitError where this machine does not see them, or they are broken."""
        from pyarrow import ArrowException

        path = self._articles(name)
        try:
            return [article_in(row) for row in read_rows(path)]
        except (OSError, ArrowException) as error:
            raise GraphkitError(
                f"{path}: cannot be read ({error}); name a work folder that all machines see"
            ) from error

    def is_done(self, name: str) -> bool:
        """Whether the claims of a part are there."""
        return self._claims(name).exists()

    def finish(self, name: str, articles: Sequence[Article], found: Sequence[Found]) -> None:
        """Writes the claims of a part, by which it is done. Raises OutputError."""
        rows = [
            row for place, pair in enumerate(zip(articles, found, strict=True)) for row in _claim_rows(place, *pair)
        ]
        write_rows(self._claims(name), _CLAIM, rows)

    def found(self, name: str) -> Iterator[tuple[Article, Found]]:
        """Each article of a part that is done, and what was found in it. Raises GraphkitError for a broken part."""
        from pyarrow import ArrowException

        articles = self.articles(name)
        written: list[list[str]] = [[] for _ in articles]
        failed: dict[int, Failed] = {}
        try:
            for row in read_rows(self._claims(name)):
                if row["reason"] is not None:
                    failed[row["place"]] = Failed(row["reason"])
                elif row["claim"] is not None:
                    written[row["place"]].append(row["claim"])
        except (OSError, ArrowException, LookupError) as error:
            path = self._claims(name)
            raise GraphkitError(f"{path}: broken ({error}); delete it, and the next build makes it again") from error
        for place, article in enumerate(articles):
            yield article, failed.get(place) or claims_from_json(f"[{','.join(written[place])}]")

    # -- the journal of a part -------------------------------------------------------------------------------------

    def note(self, name: str, what: str, places: range) -> None:
        """Writes down that places of a part are "begun" or "done"."""
        path = self._journal(name)
        _make(path.parent)
        with path.open("a", encoding="ascii") as file:
            file.write(f"{what} {places.start} {places.stop}\n")

    def ended(self, name: str) -> Counter[range]:
        """The places that tasks had begun when they ended, and how often they did."""
        counted: Counter[range] = Counter()
        try:
            lines = self._journal(name).read_text(encoding="ascii").splitlines()
        except OSError:
            return counted
        for line in lines:
            what, start, stop = line.split()
            counted[range(int(start), int(stop))] += 1 if what == "begun" else -1
        return +counted

    def forget(self, name: str) -> None:
        """Begins the journal of a part anew: tasks that a person ended tell nothing of its articles."""
        self._journal(name).unlink(missing_ok=True)

    def _articles(self, name: str) -> Path:
        return self.folder / "articles" / f"part={name}" / "articles.parquet"

    def _claims(self, name: str) -> Path:
        return self.folder / "claims" / f"part={name}" / "claims.parquet"

    def _journal(self, name: str) -> Path:
        return self.folder / "journal" / name


ARTICLE = {"source": "string", "passages": "string", "text": "binary"}
"""The columns of an article, with their types for Arrow."""

_CLAIM = dict.fromkeys(("article", "actor", "kind", "relation", "object", "claim", "reason"), "string")
_CLAIM |= {"place": "int64"}


def article_row(article: Article) -> dict[str, Any]:
    """An article in the columns of `ARTICLE`."""
    source = asdict(article.source) | {"date": article.source.date and article.source.date.isoformat()}
    passages = [[passage.start, passage.end, passage.role] for passage in article.passages]
    # names of files and texts of callers may hold half surrogate pairs, which a column of strings may not
    text = article.text.encode("utf-8", "surrogatepass")
    return {"source": json.dumps(source), "passages": json.dumps(passages), "text": text}


def article_in(row: dict[str, Any]) -> Article:
    """The article of a row."""
    source = json.loads(row["source"])
    source["date"] = source["date"] and date.fromisoformat(source["date"])
    passages = tuple(Passage(*passage) for passage in json.loads(row["passages"]))
    return Article(Source(**source), row["text"].decode("utf-8", "surrogatepass"), passages)


def _claim_rows(place: int, article: Article, found: Found) -> Iterator[dict[str, Any]]:
    of = dict.fromkeys(_CLAIM) | {"article": article.source.id, "place": place}
    if isinstance(found, Failed):
        yield of | {"reason": _utf8(found.reason)}
    elif not found:
        yield of
    for claim in () if isinstance(found, Failed) else found:
        yield of | {
            "actor": _utf8(claim.actor.name),
            "kind": claim.actor.kind,
            "relation": claim.relation,
            "object": _utf8(claim.object.label),
            "claim": claims_to_json([claim])[1:-1],
        }


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file. Raises OSError and pyarrow's ArrowException."""
    from pyarrow import parquet

    rows: list[dict[str, Any]] = parquet.ParquetFile(path).read(use_threads=False).to_pylist()
    return rows


def write_rows(path: Path, columns: dict[str, str], rows: Iterable[dict[str, Any]]) -> None:
    """Writes a Parquet file, whole or not at all; its columns have these types of Arrow. Raises OutputError."""
    import pyarrow as pa
    from pyarrow import parquet

    table = pa.Table.from_pylist(
        list(rows), schema=pa.schema([(name, pa.type_for_alias(type_)) for name, type_ in columns.items()])
    )
    written = io.BytesIO()
    parquet.write_table(table, written)
    _make(path.parent)
    write_whole(path, written.getvalue())


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made ({error.strerror}); name another work folder") from error
