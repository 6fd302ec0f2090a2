"""Hypothesis strategies that damage what was sound: bytes, lines, words; and texts that were made to harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs import HOSTILE
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = (
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"\n", b'"', b"'", b"\\", b"\\ud800", b"%s", b"\x1b[31m"),
    *(b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"&a;", b"<![CDATA[", b"]]>", b"<script>", b"-->"),
    *(b"&a [*a]", b"*a", b"!!python/object/apply:os.system ['id']", b"<<: *a", b"---\n", b"? ", b"{", b"[", b"[[[["),
    *(b"../", b"/etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1:9/", b"SERVICE <http://127.0.0.1:9/>", b"~"),
    *(b"NaN", b"-1", b"1e999", b"9" * 400, b"0000-00-00", b"9999-12-31", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"=1+1"),
)
"""What readers of files stumble over."""

SIZE = 60_000
"""Bytes of a sample that grew under our hands; what is longer is cut."""


@st.composite
def damaged(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """One of these, with a few places changed: bits, bytes, words, lines, or all that follows."""
    content = bytearray(draw(st.sampled_from(samples)))
    for _ in range(draw(st.sampled_from((1, 1, 1, 1, 2, 2, 3, 6)))):
        at = draw(st.integers(0, len(content)))
        match draw(st.sampled_from(["flip", "drop", "put", "word", "twice", "cut", "zero", "line", "swap"])):
            case "flip" if at < len(content):
                content[at] ^= 1 << draw(st.integers(0, 7))
            case "drop":
                del content[at : at + draw(st.integers(1, 40))]
            case "put":
                content[at:at] = draw(st.binary(max_size=20))
            case "word":
                content[at:at] = draw(st.sampled_from(WORDS)) * draw(st.sampled_from((1, 1, 1, 3, 200)))
            case "twice":
                content[at:at] = content[at : at + draw(st.integers(1, 400))]
            case "cut":
                del content[at:]
            case "zero":
                length = min(draw(st.integers(1, 40)), len(content) - at)
                content[at : at + length] = bytes(length)
            case "line":
                start, end = content.rfind(b"\n", 0, at) + 1, content.find(b"\n", at) % (len(content) + 1)
                line = content[start:end]
                del content[start:end]
                other = content.find(b"\n", draw(st.integers(0, len(content)))) + 1
                content[other:other] = line
            case "swap":
                other = draw(st.integers(0, len(content)))
                low, high = sorted((at, other))
                content[low:high] = content[low:high][::-1][:80]
    return bytes(content[: max(SIZE, len(content) // 2)]) if len(content) > 2 * SIZE else bytes(content)


hostile = st.sampled_from(HOSTILE) | st.text(max_size=30) | st.sampled_from([word.decode("latin-1") for word in WORDS])
"""Texts that somebody may have put into an article."""

file_names = st.sampled_from(
    (
        *("../a.txt", "/etc/a.txt", "a/../../b.txt", "C:\\a.txt", "..\\a.txt", "a\nb.txt", "\x1b[31m.txt", ".hidden"),
        *(
            "a.txt",
            "b.md",
            "c/d.txt",
            "ü.txt",
            "e.jsonl",
            "f",
            "g.zip",
            "h.TXT",
            "i .txt",
            "<b>.txt",
            "j.tar",
            "%s.txt",
        ),
    )
) | st.text(st.characters(exclude_characters="\0/"), min_size=1, max_size=8).map(lambda name: name + ".txt")
