from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graphkit.errors import InputError
from graphkit.model import digest
from graphkit.ontology.boilerplate import read_boilerplate
from graphkit.reading import READERS, Noted, Skipped, read, read_mapping
from graphkit.reading.dates import day_of
from graphkit.reading.fields import FIELD_NAMES
from graphkit.reading.naming import day_in_path, publisher_in_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphkit.model import Article

ROOT = Path(__file__).resolve().parent.parent
RULES = read_boilerplate(ROOT / "ontology" / "boilerplate" / "en.yaml")

TITLE = "Oslo Turns Down the Fish Quota"
FIRST = "Norway rejected the new fish quota on Monday, the ministry in Oslo said after a night of talks."
SECOND = "Iceland supports the quota, and its minister called the refusal “a mistake”."
TEXT = f"{FIRST}\n\n{SECOND}"
URL = "https://coast.example/news/quota"
FIELDS = {
    "title": TITLE,
    "body": TEXT,
    "published_at": "2024-03-05T06:00:00+01:00",
    "source": {"name": "The Coast"},
    "url": URL,
}


def outcome(
    *paths: Path, mapping: dict[str, str] | None = None
) -> tuple[list[Article], list[tuple[str, str]], list[str]]:
    """The articles, the names of what was skipped and why, and what was noted."""
    skipped: list[Skipped] = []
    noted: list[Noted] = []
    articles = list(read(paths, RULES, skipped.append, mapping=mapping, on_note=noted.append))
    return articles, [(skip.path.name, skip.reason) for skip in skipped], [note.what for note in noted]


def said(article: Article) -> list[tuple[str, str]]:
    return [(p.role, article.text[p.start : p.end]) for p in article.passages]


WHOLE = [("title", TITLE), ("paragraph", FIRST), ("paragraph", SECOND)]


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE} | The Coast</title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="The Coast">
<meta property="article:published_time" content="2024-03-05T06:00:00+01:00">
<link rel="canonical" href="{URL}">
<script>alert("Sweden opposes scripts")</script></head>
<body><nav><a href="/">Home</a> <a href="/sea">Sea</a></nav>
<article><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></article>
<footer>© 2024 The Coast. All rights reserved.</footer></body></html>
"""

FEED = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The Coast</title>
<item><title>{TITLE}</title><link>{URL}</link><guid>tag-1</guid><pubDate>Tue, 05 Mar 2024 06:00:00 GMT</pubDate>
<description>Norway says no.</description>
<content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]></content:encoded></item>
<item><title>Nothing</title><guid>https://coast.example/2</guid></item></channel></rss>
"""

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>The Coast</title>
<entry><id>tag-1</id><title>{TITLE}</title><link href="{URL}"/><published>2024-03-05T06:00:00Z</published>
<content type="html">&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</content></entry></feed>
"""


def table(delimiter: str) -> bytes:
    quoted = TEXT.replace('"', '""')
    names = delimiter.join(("Headline", "Full Text", "Publication Date", "Publisher", "URL"))
    row = delimiter.join((TITLE, f'"{quoted}"', "5 March 2024", "The Coast", URL))
    return f"{names}\r\n{row}\r\n".encode()


def parquet() -> bytes:
    arrow = pytest.importorskip("pyarrow")
    rows = {name: [value] for name, value in FIELDS.items()} | {"published_at": [datetime(2024, 3, 5, 6)], "n": [1]}
    packed = io.BytesIO()
    pytest.importorskip("pyarrow.parquet").write_table(arrow.table(rows), packed)
    return packed.getvalue()


def warc() -> bytes:
    """As the standard has it: each record packed by itself."""
    records = (
        ("text/html; charset=utf-8", "200 OK", PAGE),
        ("image/png", "200 OK", "PNG"),
        ("text/html", "404 No", "Gone"),
    )
    packed = b""
    for number, (kind, status, content) in enumerate(records):
        http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{content}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:08d}>\r\nWARC-Target-URI: {URL}\r\n"
            f"WARC-Date: 2024-03-06T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        packed += gzip.compress(head.encode() + http + b"\r\n\r\n")
    return packed


def docx() -> bytes:
    document: Any = pytest.importorskip("docx").Document()
    document.core_properties.title = TITLE
    document.add_heading(TITLE, 0)
    document.add_paragraph(FIRST)
    document.add_paragraph(SECOND)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def pdf(*lines: str, title: str = TITLE) -> bytes:
    """A PDF of one page, made by hand as the standard has it, its cross-reference table included."""
    shown = "".join(f"({line.replace('(', '').replace(')', '')}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 72 720 Td 14 TL {shown}ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 7 0 R >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>".encode(),
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    made = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n" % (len(objects) + 1)
    return made + b"startxref\n%d\n%%%%EOF\n" % start


LINE = json.dumps(FIELDS).encode() + b"\n"
FRONT = f"---\ntitle: {TITLE}\ndate: 2024-03-05\npublisher: The Coast\nurl: {URL}\n---\n"

FORMATS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a.txt": (lambda: f"{FRONT}{TITLE}\n\n{TEXT}\n".encode(), "a.txt"),
    "a.md": (lambda: f"{FRONT}# {TITLE}\n\n{TEXT}\n".encode(), "a.md"),
    "a.html": (PAGE.encode, "a.html"),
    "a.htm": (PAGE.encode, "a.htm"),
    "a.xhtml": (PAGE.encode, "a.xhtml"),
    "a.jsonl": (lambda: LINE, "a.jsonl#1"),
    "a.ndjson": (lambda: LINE, "a.ndjson#1"),
    "a.json": (lambda: LINE, "a.json"),
    "list.json": (lambda: b"[" + LINE + b"]", "list.json#1"),
    "answer.json": (
        lambda: json.dumps({"status": "ok", "response": {"total": 1, "results": [FIELDS]}}).encode(),
        "answer.json#1",
    ),
    "lines.json": (lambda: LINE * 2, "lines.json#1"),
    "a.csv": (lambda: table(","), "a.csv#1"),
    "semicolons.csv": (lambda: table(";"), "semicolons.csv#1"),
    "a.tsv": (lambda: table("\t"), "a.tsv#1"),
    "a.parquet": (parquet, "a.parquet#1"),
    "a.rss": (FEED.encode, "a.rss#tag-1"),
    "a.xml": (FEED.encode, "a.xml#tag-1"),
    "a.atom": (ATOM.encode, "a.atom#tag-1"),
    "a.warc.gz": (warc, "a.warc.gz#00000000"),
    "a.warc": (lambda: gzip.decompress(warc()), "a.warc#00000000"),
    "a.zip": (lambda: zipped({"b/c.html": PAGE.encode()}), "a.zip/b/c.html"),
    "a.tar": (lambda: tarred({"b/c.html": PAGE.encode()}), "a.tar/b/c.html"),
    "a.tar.gz": (lambda: gzip.compress(tarred({"c.jsonl": LINE})), "a.tar.gz/c.jsonl#1"),
    "a.tgz": (lambda: gzip.compress(tarred({"c.json": LINE})), "a.tgz/c.json"),
    "a.jsonl.gz": (lambda: gzip.compress(LINE), "a.jsonl.gz#1"),
    "a.csv.bz2": (lambda: bz2.compress(table(",")), "a.csv.bz2#1"),
    "a.html.xz": (lambda: lzma.compress(PAGE.encode()), "a.html.xz"),
    "nested.zip": (
        lambda: zipped({"in.tar.gz": gzip.compress(tarred({"c.parquet": parquet()}))}),
        "nested.zip/in.tar.gz/c.parquet#1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_article(name: str, tmp_path: Path) -> None:
    made, file = FORMATS[name]
    (tmp_path / name).write_bytes(made())
    (article,), _, noted = outcome(tmp_path)
    assert said(article) == WHOLE
    source = article.source
    assert (source.file, source.title, source.url) == (file, TITLE, URL)
    assert (source.date, source.publisher) == (date(2024, 3, 5), "The Coast")
    assert source.id == digest(article.text)
    assert noted == []


def test_every_suffix_is_tried() -> None:
    tried = {f".{part}" for name in FORMATS for part in name.split(".")[1:]} | {".docx", ".pdf"}
    assert set(READERS) <= tried


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("a.txt", "a.md", "lines.json")])
def test_standard_input_is_told_by_what_it_holds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made, file = FORMATS[name]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(made())))
    (article,), _, _ = outcome(Path("-"))
    assert said(article) == WHOLE
    # Without a name, one line of JSON is an article and no file of many.
    assert article.source.file in (file.replace(name, "stdin"), "stdin")


def test_text_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{FRONT}{TITLE}, Again\n\n{TEXT}".encode())))
    (article,), _, _ = outcome(Path("-"))
    assert (article.source.file, article.source.publisher) == ("stdin", "The Coast")


def test_docx(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx())
    (article,), skipped, _ = outcome(tmp_path)
    assert said(article) == WHOLE
    assert (article.source.title, article.source.date, skipped) == (TITLE, None, [])


def test_pdf(tmp_path: Path) -> None:
    lines = (
        TITLE,
        "Norway rejected the new fish quota on Monday, the minis-",
        "try in Oslo said after a night of talks with the other",
        "governments, which had hoped for an agreement by the end",
        "of the week, officials said.",
        "12",
    )
    (tmp_path / "a.pdf").write_bytes(pdf(*lines))
    (tmp_path / "other.pdf").write_bytes(pdf("Iceland supports the quota, officials said.", title="Microsoft Word - x"))
    articles, skipped, _ = outcome(tmp_path)
    first, second = articles
    assert "the ministry in Oslo said" in first.text
    assert [role for role, _ in said(first)] == ["title", "paragraph"]
    assert (first.source.title, second.source.title, skipped) == (TITLE, None, [])
    assert "12" not in first.text


def test_an_article_in_several_formats_is_read_once(tmp_path: Path) -> None:
    for name, (made, _) in FORMATS.items():
        if name != "a.md":  # its title is marked
            (tmp_path / name).write_bytes(made())
    articles, skipped, _ = outcome(tmp_path)
    assert len(articles) == 1
    assert {reason.split(" as ")[0] for _, reason in skipped if "no pages" not in reason} == {
        "same text",
        "empty; put the text of an article into it",
    }
    assert outcome(*sorted(tmp_path.iterdir(), reverse=True)) == outcome(*sorted(tmp_path.iterdir()))


# -- records ---------------------------------------------------------------------------------------


def lines(*values: object) -> str:
    return "".join(f"{json.dumps(value) if not isinstance(value, str) else value}\n" for value in values)


def test_bad_lines_are_told_one_by_one(tmp_path: Path) -> None:
    good = [{"text": f"{FIRST} It was the {n}th time."} for n in ("fifth", "sixth")]
    (tmp_path / "a.jsonl").write_text(
        lines(good[0], "{broken", "[1, 2]", {"title": "x"}, {"text": " "}, "", {"text": 5}, "[" * 5000, good[1]),
        encoding="utf-8",
    )
    articles, skipped, _ = outcome(tmp_path / "a.jsonl")
    assert [article.source.file for article in articles] == ["a.jsonl#1", "a.jsonl#9"]
    assert skipped == [
        ("a.jsonl#2", "not JSON (Expecting property name enclosed in double quotes at character 1); one object a line"),
        ("a.jsonl#3", "no object with named fields; one object a line"),
        ("a.jsonl#4", "no field with the text of an article (it has title); name it: --map text=FIELD"),
        ("a.jsonl#5", "empty; put the text of an article into it"),
        ("a.jsonl#7", "no field with the text of an article (it has text); name it: --map text=FIELD"),
        ("a.jsonl#8", "not JSON (too deep)"),
    ]


def test_own_ids_name_the_records(tmp_path: Path) -> None:
    records = [
        {"id": name, "text": f"{FIRST} {word}"}
        for name, word in (("x-1", "One."), (17, "Two."), ("https://a.example/b?c", "Three."), (None, "Four."))
    ]
    (tmp_path / "a.json").write_text(json.dumps(records), encoding="utf-8")
    articles, _, _ = outcome(tmp_path / "a.json")
    named = f"a.json#{digest('https://a.example/b?c')}"
    assert [article.source.file for article in articles] == ["a.json#x-1", "a.json#17", named, "a.json#4"]


def test_fields_are_found_where_they_are_said_to_be(tmp_path: Path) -> None:
    record = {"wire": {"copy": TEXT, "day": "05.03.2024"}, "text": "Not this.", "paper": "The Coast", "hl": TITLE}
    (tmp_path / "a.jsonl").write_text(lines(record), encoding="utf-8")
    mapping = read_mapping(["text=wire.copy,date=wire.day", "publisher=paper, title=hl"])
    (article,), _, _ = outcome(tmp_path / "a.jsonl", mapping=mapping)
    assert said(article) == WHOLE
    assert (article.source.date, article.source.publisher) == (date(2024, 3, 5), "The Coast")
    with pytest.raises(InputError, match="no text in the field 'body'; name another"):
        outcome(tmp_path / "a.jsonl", mapping={"text": "body"})


@pytest.mark.parametrize(
    ("given", "message"),
    [("body", "no pair of names"), ("text=", "no pair"), ("words=body", "no such field; there are text, title")],
)
def test_a_mapping_that_is_none(given: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_mapping([given])


def test_the_names_of_fields_are_apart() -> None:
    names = [name for names in FIELD_NAMES.values() for name in names]
    assert len(names) == len(set(names))


def test_html_in_a_field_is_taken_out(tmp_path: Path) -> None:
    body = (
        f"<p>{FIRST}</p><script>Sweden opposes it.</script><h2>What next</h2><!-- <p>Denmark backs it.</p> -->"
        f"<p>R&amp;D: <b>Iceland</b> supports it,<br>they said.</p><p>open"
    )
    (tmp_path / "a.jsonl").write_text(lines({"content": body, "title": "A &amp; B"}), encoding="utf-8")
    (article,), _, _ = outcome(tmp_path / "a.jsonl")
    assert [words for _, words in said(article)] == [
        "A & B", FIRST, "What next", "R&D: Iceland supports it,", "they said.", "open",
    ]  # fmt: skip


def test_the_title_is_not_said_twice(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines({"title": TITLE, "text": f"{TITLE.upper()}\n\n{TEXT}"}), encoding="utf-8")
    (article,), _, _ = outcome(tmp_path / "a.jsonl")
    assert article.text == f"{TITLE.upper()}\n\n{TEXT}"


TABLES = [
    (b"", "empty; put the names of the columns into its first line"),
    (b"a,b\n1,2\n", "no field with the text of an article (it has a, b); name it: --map text=FIELD"),
    (b'text,date\n"Norway said', "empty"),
]


def test_rows_that_do_not_fit(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        f"id,text\nr1,{FIRST[:40]}.\nr2,a,b,c\n\nr3,\nr4,{SECOND}\n".replace("quota, and", "quota and").encode()
    )
    articles, skipped, _ = outcome(tmp_path / "a.csv")
    assert [article.source.file for article in articles] == ["a.csv#r1", "a.csv#r4"]
    assert skipped == [
        ("a.csv#2", "4 fields under 2 names"),
        ("a.csv#r3", "no field with the text of an article (it has id, text); name it: --map text=FIELD"),
    ]


@pytest.mark.parametrize(("content", "reason"), TABLES[:2])
def test_tables_that_are_none(content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(InputError) as error:
        outcome(tmp_path / "a.csv")
    assert reason in str(error.value)


def test_a_quotation_mark_that_is_not_closed(tmp_path: Path) -> None:
    row = f'"{FIRST}"\n'
    (tmp_path / "a.csv").write_text(f'text\n{row}"open\n' + "x" * 100 + "\n" + "y,\n" * 2_000_000, encoding="utf-8")
    articles, skipped, _ = outcome(tmp_path / "a.csv")
    assert len(articles) == 1
    assert skipped[0][0] == "a.csv"
    assert skipped[0][1].startswith("row 2 cannot be read (field larger than field limit")


def test_a_feed_says_what_it_is_about(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(FEED, encoding="utf-8")
    _, skipped, _ = outcome(tmp_path / "a.rss")
    assert skipped == [(f"a.rss#{digest('https://coast.example/2')}", "empty; put the text of an article into it")]


def test_a_warc_counts_what_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(warc())
    _, skipped, _ = outcome(tmp_path / "a.warc.gz")
    assert skipped == [("a.warc.gz", "2 records of it are no pages (requests, images, redirects)")]


def test_a_file_with_the_wrong_suffix_is_read_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(gzip.compress(LINE))
    (tmp_path / "b.dat").write_bytes(zipped({"c.md": f"# Iceland agrees\n\n{SECOND}\n".encode()}))
    articles, skipped, _ = outcome(tmp_path)
    assert [article.source.file for article in articles] == ["a.txt", "b.dat/c.md"]
    assert skipped == []


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [
        ("a.html", "trafilatura", "html"),
        ("a.parquet", "pyarrow", "parquet"),
        ("a.rss", "feedparser", "feeds"),
        ("a.warc.gz", "warcio", "warc"),
        ("a.docx", "docx", "docx"),
        ("a.pdf", "pypdf", "pdf"),
    ],
)
def test_a_missing_library_is_told_with_its_remedy(
    name: str, module: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(
        docx() if name == "a.docx" else pdf("Norway said no.") if name == "a.pdf" else FORMATS[name][0]()
    )
    for loaded in [loaded for loaded in sys.modules if loaded.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError) as error:
        outcome(tmp_path / name)
    assert f"needs {module}, which is not installed; run: pip install 'graphkit[{extra}]'" in str(error.value)


# -- metadata --------------------------------------------------------------------------------------

FIFTH_OF_MARCH: list[object] = [
    *("2024-03-05", "2024-03-05T23:59:59Z", "2024-03-05 06:00", "Tue, 05 Mar 2024 06:00:00 GMT", "5 March 2024"),
    *("March 5, 2024", "Mar. 5, 2024 6:00 PM", "Tuesday, 5th March 2024", "05.03.2024", "2024/03/05", "20240305"),
    *(1709618400, 1709618400000, "1709618400", date(2024, 3, 5), datetime(2024, 3, 5, 6)),
]
NO_DAY: list[object] = [
    *("05/03/2024", "yesterday", "", None, 2024, 7.5, True, [], "2024-02-30", "30/02/2024", "1/2/3", "9" * 99),
    *(float("nan"), float("inf"), -1e300, "0" * 10, "2024", "20241399"),
]
DAYS = [
    *((value, date(2024, 3, 5)) for value in FIFTH_OF_MARCH),
    *((value, None) for value in NO_DAY),
    ("13/03/2024", date(2024, 3, 13)),
    ("03/13/2024", date(2024, 3, 13)),
    ("03/03/2024", date(2024, 3, 3)),
]


@pytest.mark.parametrize(("value", "day"), DAYS)
def test_day_of(value: object, day: date | None) -> None:
    assert day_of(value) == day


PATHS = [
    ("2024-03-05-quota.txt", date(2024, 3, 5), None),
    ("coast_20240305_7.html", date(2024, 3, 5), None),
    ("www.coast.example.com/2024/03/05/quota.html", date(2024, 3, 5), "coast.example.com"),
    ("coast.no/quota.html", None, "coast.no"),
    ("2024-03-05/2024-03-06.txt", None, None),
    ("12024030512.txt", None, None),
    ("20241305.txt", None, None),
    ("a.com/b.org/c.txt", None, None),
    ("v1.final/c.txt", None, None),
]


@pytest.mark.parametrize(("path", "day", "publisher"), PATHS)
def test_what_a_path_says(path: str, day: date | None, publisher: str | None) -> None:
    assert (day_in_path(path), publisher_in_path(path)) == (day, publisher)


# -- encodings -------------------------------------------------------------------------------------

LETTERS = "“We will not back it,” Søren Müller said – again. The café in Zürich sold fish for £5, officials said."
ENCODINGS = [
    ("utf-8", []),
    ("utf-8-sig", []),
    ("cp1252", ["not UTF-8, read as Windows-1252"]),
    ("mac_roman", ["not UTF-8, read as Mac Roman"]),
    ("utf-16", ["read as UTF-16"]),
    ("utf-16-le", ["read as UTF-16-LE"]),
    ("utf-16-be", ["read as UTF-16-BE"]),
    ("utf-32", ["read as UTF-32"]),
]


@pytest.mark.parametrize(("encoding", "notes"), ENCODINGS)
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.json", "a.jsonl", "a.html"])
def test_encoding(encoding: str, notes: list[str], name: str, tmp_path: Path) -> None:
    text = {
        "a.txt": LETTERS,
        "a.csv": f'text\n"{LETTERS}"\n',
        "a.json": json.dumps([{"text": LETTERS}], ensure_ascii=False),
        "a.jsonl": json.dumps({"text": LETTERS}, ensure_ascii=False),
        "a.html": PAGE.replace(FIRST, LETTERS).replace('<meta charset="utf-8">', ""),
    }[name]
    (tmp_path / name).write_bytes(text.encode(encoding))
    (article,), _, noted = outcome(tmp_path / name)
    assert LETTERS in [words for _, words in said(article)]
    assert noted == notes


def test_a_page_is_read_in_the_encoding_that_it_names(tmp_path: Path) -> None:
    page = PAGE.replace("Oslo", "Łódź").replace("utf-8", "iso-8859-2").replace("“", '"').replace("”", '"')
    (tmp_path / "a.html").write_bytes(page.replace("©", "").encode("iso-8859-2"))
    (article,), _, noted = outcome(tmp_path / "a.html")
    assert "the ministry in Łódź said" in article.text
    assert noted == ["not UTF-8, read as Iso-8859-2"]


def test_mojibake_is_mended_and_told(tmp_path: Path) -> None:
    broken = LETTERS.encode().decode("cp1252", "replace").replace("\ufffd", "\x9d")
    assert "â€œ" in broken
    (tmp_path / "a.txt").write_text(broken, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(lines({"text": broken, "title": "ZÃ¼rich"}), encoding="utf-8")
    articles, _, noted = outcome(tmp_path)
    assert [LETTERS in article.text for article in articles] == [True, True]
    assert articles[1].source.title == "Zürich"
    assert noted == ["mojibake mended", "mojibake mended"]


def test_what_is_no_text_is_replaced_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Norway rejected \\ud83d the \\u0000 quota."}\n', encoding="utf-8")
    (article,), _, noted = outcome(tmp_path / "a.jsonl")
    assert article.text == "Norway rejected \ufffd the \ufffd quota."
    assert noted == ["characters that are no text replaced"]
