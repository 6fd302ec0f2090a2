"""Files that were made to harm: they are refused with a reason, soon, in little memory, and touch nothing."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import random
import resource
import socket
import stat
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from test_reading_formats import FIRST, FORMATS, PAGE, RULES, TEXT, docx, outcome, parquet, tarred, zipped

from graphkit.errors import InputError
from graphkit.reading import Skipped, read
from graphkit.reading.fragments import paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1_000_000
GOOD = json.dumps({"text": TEXT}).encode() + b"\n"


def refused(path: Path, seconds: float = 10) -> str:
    """Why a file gives no article, all reasons; it must be said soon."""
    start = time.monotonic()
    skipped: list[Skipped] = []
    with pytest.raises(InputError) as error:
        list(read([path], RULES, skipped.append))
    assert time.monotonic() - start < seconds
    return "\n".join((str(error.value), *(skip.reason for skip in skipped)))


def zeros(count: int) -> bytes:
    return bytes(count)


# -- bombs -----------------------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    packed = zipped({"a.txt": FIRST.encode()})
    for _ in range(depth):
        packed = zipped({"a.zip": packed})
    return packed


def overlapping(count: int) -> bytes:
    """A ZIP whose directory names one packed member many times, as the bombs do that need no nesting."""
    packed = bytearray(zipped({"0.jsonl": zeros(20 * MEGABYTE)}))
    directory = packed.rindex(b"PK\x01\x02")
    end = packed.rindex(b"PK\x05\x06")
    entry = bytes(packed[directory:end])
    entries = entry * count
    tail = bytearray(packed[end:])
    tail[8:10] = tail[10:12] = count.to_bytes(2, "little")
    tail[12:16] = len(entries).to_bytes(4, "little")
    return bytes(packed[:directory]) + entries + bytes(tail)


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "lines.jsonl.gz": (lambda: gzip.compress(zeros(150 * MEGABYTE)), "unpacks to more than 200 times its size"),
    "twice.jsonl.gz": (
        lambda: gzip.compress(gzip.compress(zeros(100 * MEGABYTE))),
        "longer than|unpacks to more|binary",
    ),
    "many.zip": (
        lambda: zipped({f"{n}.jsonl": zeros(30 * MEGABYTE) for n in range(5)}),
        "unpacks to more than 200 times its size",
    ),
    "tar.tar.gz": (lambda: gzip.compress(tarred({"a.jsonl": zeros(150 * MEGABYTE)})), "unpacks to more than 200 times"),
    "parquet.zip": (lambda: zipped({"a.parquet": zeros(150 * MEGABYTE)}), "unpacks to more than 200 times its size"),
    "nested.zip": (lambda: nested(4), "deeper than 3 archives in each other"),
    "overlapping.zip": (lambda: overlapping(400), "unpacks to more than 200 times|Overlapped"),
    "text.txt.gz": (lambda: gzip.compress(zeros(100 * MEGABYTE)), "longer than 1,000,000 characters"),
    "page.html.gz": (lambda: gzip.compress(zeros(100 * MEGABYTE)), "longer than 10,000,000 bytes"),
    "word.docx": (
        lambda: zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": zeros(100 * MEGABYTE)}),
        "unpacks to more than 64,000,000 bytes",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str, tmp_path: Path) -> None:
    made, reason = BOMBS[name]
    (tmp_path / name).write_bytes(made())
    assert any(part in refused(tmp_path / name, 20) for part in reason.split("|"))


def test_a_large_honest_archive_is_read(tmp_path: Path) -> None:
    rng = random.Random(1)  # noqa: S311
    lines = [json.dumps({"text": f"{FIRST} {rng.random()} {rng.random()}"}) for _ in range(3000)]
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode(), 9))
    articles, skipped, _ = outcome(tmp_path / "a.jsonl.gz")
    assert (len(articles), skipped) == (3000, [])


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rss version="2.0"><channel><item><title>&b;</title><description>{text}</description></item></channel></rss>"""
READS = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>x</title><description>&secret; {text}</description></item></channel></rss>"""
OUTER = """<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd" [ ]>
<rss version="2.0"><channel><item><title>x</title><description>{text}</description></item></channel></rss>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("xml", [LAUGHS, READS, OUTER])
def test_xml_that_declares_entities_is_refused(xml: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_bytes(xml.format(text=TEXT).encode(encoding))
    assert "XML that declares entities" in refused(tmp_path / "a.rss")


def test_a_document_that_declares_entities_is_refused(tmp_path: Path) -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(docx())) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    declared = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    parts["word/document.xml"] = declared + parts["word/document.xml"].split(b"?>", 1)[1].replace(b"Norway", b"&a;")
    (tmp_path / "a.docx").write_bytes(zipped(parts))
    assert "declares entities" in refused(tmp_path / "a.docx")


def test_aliases_of_yaml_do_not_grow(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)), "title: *a59"]
    (tmp_path / "a.md").write_text("---\n{}\n---\n\n{}\n".format("\n".join(lines), TEXT), encoding="utf-8")
    (article,), _, _ = outcome(tmp_path)
    assert article.source.title in (None, "x")


# -- endless ---------------------------------------------------------------------------------------

GIGABYTE_LINES = {
    "a.txt": "longer than 1,000,000 characters",
    "a.md": "longer than 1,000,000 characters",
    "a.jsonl": "longer than 16,000,000 bytes",
    "a.csv": "longer than 16,000,000 bytes",
    "a.tsv": "longer than 16,000,000 bytes",
    "a.json": "one object of more than 64,000,000 bytes",
    "a.html": "longer than 10,000,000 bytes",
    "a.rss": "longer than 20,000,000 bytes",
    "a.docx": "longer than 64,000,000 bytes",
    "a.pdf": "longer than 64,000,000 bytes",
    "a.parquet": "broken Parquet",
    "a.zip": "broken ZIP",
    "a.tar": "nothing in it",
    "a.gz": "broken .gz",
    "a.warc": "broken WARC",
}


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [100, 1000])
@pytest.mark.parametrize("name", GIGABYTE_LINES)
def test_a_line_of_a_gigabyte_is_refused_in_little_memory(name: str, megabytes: int, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(megabytes * MEGABYTE)  # takes no room on the disk
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert GIGABYTE_LINES[name] in refused(path, 60)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 400, f"{grown:.0f} MB"


def test_after_an_endless_line_comes_the_next(tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.write(GOOD)
        file.seek(40 * MEGABYTE)
        file.write(b"\n" + json.dumps({"text": FIRST}).encode())
    articles, skipped, _ = outcome(tmp_path / "a.jsonl")
    assert [article.source.file for article in articles] == ["a.jsonl#1", "a.jsonl#3"]
    assert skipped == [("a.jsonl#2", "longer than 16,000,000 bytes; split it into its articles")]


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"text":"x"},[', '{"text": ['])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_json_without_end_is_refused(opening: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(opening * 300_000, encoding="utf-8")
    assert "not JSON" in refused(tmp_path / name) or "no object" in refused(tmp_path / name)


def test_a_large_list_is_read_one_by_one(tmp_path: Path) -> None:
    with (tmp_path / "a.json").open("w", encoding="utf-8") as file:
        file.write("[")
        for number in range(3000):
            record = {"text": f"{FIRST} {number}", "page": "x" * 25_000}
            file.write(("," if number else "") + json.dumps(record, indent=1))
        file.write("]")
    assert (tmp_path / "a.json").stat().st_size > 70 * MEGABYTE
    articles, skipped, _ = outcome(tmp_path / "a.json")
    assert (len(articles), skipped) == (3000, [])
    assert articles[-1].source.file == "a.json#3000"


HOSTILE_HTML = [
    *(
        "<a ",
        "<!--",
        "<a href='",
        "<",
        "</",
        "<![CDATA[",
        "<?",
        "<!",
        "<a b='c' ",
        "<script>",
        "<p>",
        "<a =",
        "&",
        "&#",
    ),
    *("<style></", "<table><tr><td>", "<div>", "<b>x", "<p>x<div>", "<ul><li>", "&amp;", "<svg><a ", "\x00", "<br/"),
]


@pytest.mark.parametrize("piece", HOSTILE_HTML)
def test_fragments_take_linear_time(piece: str) -> None:
    start = time.monotonic()
    list(paragraphs(piece * (500_000 // len(piece))))
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("piece", HOSTILE_HTML)
def test_pages_are_read_or_refused_soon(piece: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><p>{FIRST}</p>{piece * (200_000 // len(piece))}", encoding="utf-8")
    start = time.monotonic()
    with contextlib.suppress(InputError):
        outcome(tmp_path / "a.html")
    assert time.monotonic() - start < 20


# -- places ----------------------------------------------------------------------------------------

LEADING_OUT = ["../a.jsonl", "/etc/a.jsonl", "b/../../a.jsonl", "C:\\a.jsonl", "..\\a.jsonl", "a\nb.jsonl"]


@pytest.mark.parametrize("name", LEADING_OUT)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_member_that_leads_out_is_refused(
    name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "in" / "side"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    made = zipped if kind == "zip" else tarred
    (inside / f"a.{kind}").write_bytes(made({name: GOOD, "good.jsonl": GOOD}))
    articles, skipped, _ = outcome(inside / f"a.{kind}")
    assert [article.source.file for article in articles] == [f"a.{kind}/good.jsonl#1"]
    assert [reason for _, reason in skipped] == ["its name leads out of the archive; rename it"]
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "side", f"a.{kind}"]


def test_links_and_devices_in_archives_are_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE), ("c.txt", tarfile.CHRTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        member = tarfile.TarInfo("d.jsonl")
        member.size = len(GOOD)
        archive.addfile(member, io.BytesIO(GOOD))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("b.txt", f"{FIRST} They left.")
    articles, skipped, _ = outcome(tmp_path)
    assert [article.source.file for article in articles] == ["a.tar/d.jsonl#1", "b.zip/b.txt"]
    assert sorted(name for name, _ in skipped) == ["a.txt", "a.txt", "b.txt", "c.txt"]
    assert {reason.split(";")[1] for _, reason in skipped} == {" only files in an archive are read"}


@pytest.mark.parametrize("made", [zipped, tarred])
def test_a_member_without_anything_in_it_is_told(made: Callable[[dict[str, bytes]], bytes], tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(made({"a.jsonl": GOOD, "b.jsonl": b"", "c.csv": b"text\n", "d.txt": b""}))
    articles, skipped, _ = outcome(tmp_path / "a.zip")
    assert [article.source.file for article in articles] == ["a.zip/a.jsonl#1"]
    assert [name for name, _ in skipped] == ["b.jsonl", "c.csv", "d.txt"]


def test_a_locked_member_is_told(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.txt": FIRST.encode()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + place] |= 1
    (tmp_path / "a.zip").write_bytes(packed)
    assert "locked with a password" in refused(tmp_path / "a.zip")


def test_nothing_reaches_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> NoReturn:
        pytest.fail("the network was reached for")

    for name, (made, _) in FORMATS.items():
        (tmp_path / name).write_bytes(made())
    page = PAGE.replace("<head>", '<head><base href="http://127.0.0.1:9/"><link rel="stylesheet" href="a.css">')
    (tmp_path / "b.html").write_text(page.replace("Monday", "Friday"), encoding="utf-8")
    monkeypatch.setattr(socket, "socket", closed)
    monkeypatch.setattr(socket, "create_connection", closed)
    monkeypatch.setattr(socket, "getaddrinfo", closed)
    before = sorted(tmp_path.rglob("*"))
    assert len(outcome(tmp_path)[0]) >= 2
    assert sorted(tmp_path.rglob("*")) == before


# -- standard input -------------------------------------------------------------------------------


def test_standard_input_of_a_process(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\nfrom graphkit.ontology.boilerplate import read_boilerplate\n"
        "from graphkit.reading import read\n"
        f"rules = read_boilerplate(Path({str(Path(__file__).parent.parent / 'ontology/boilerplate/en.yaml')!r}))\n"
        "print([article.source.file for article in read(['-'], rules)])"
    )
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], input=parquet(), capture_output=True, check=False, env=environment
    )
    assert done.stdout.decode().strip() == "['stdin#1']", done.stderr
    assert list(tmp_path.iterdir()) == []
