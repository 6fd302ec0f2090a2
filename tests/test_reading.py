from __future__ import annotations

import contextlib
import errno
import os
import re
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import InputError, OntologyError
from graphkit.model import digest
from graphkit.ontology.boilerplate import read_boilerplate
from graphkit.reading import LAYOUTS, Noted, Skipped, find, read, read_files, to_article, without_markup
from graphkit.reading.language import foreign_language
from graphkit.reading.layout import is_blank

if TYPE_CHECKING:
    from graphkit.model import Article

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
RULES = read_boilerplate(ROOT / "ontology" / "boilerplate" / "en.yaml")

BODY = "Berlin rejected the plan on Monday.\n\nParis backed it, officials said.\n"


def passages(text: str, name: str = "a.txt") -> list[tuple[str, str]]:
    """Role and words of each passage."""
    article = to_article(text, name, RULES)
    return [(p.role, text[p.start : p.end]) for p in article.passages]


def kept(text: str, name: str = "a.txt") -> list[str]:
    return [words for _, words in passages(text, name)]


def left_out(article: Article) -> list[str]:
    """What no passage covers."""
    ends = [0, *(p.end for p in article.passages)]
    starts = [*(p.start for p in article.passages), len(article.text)]
    gaps = [article.text[end:start] for end, start in zip(ends, starts, strict=True)]
    return [" ".join(gap.split()) for gap in gaps if gap.strip()]


# -- the seeds -------------------------------------------------------------------------------------

HEADLINE = "Ukraine’s Allies Meet As Doubts Grow Over Security Guarantees, US Support"
POST = f"The post {HEADLINE} appeared first on Arise News."
SEED_CASES = [
    ("000_2e55a6774b8fa7fd.txt", None, None, 33, 7, []),
    ("001_20dd8a90c4f4b131.txt", None, None, 13, 0, ["Read the original article here"]),
    ("002_76b65b6b96b31a99.txt", None, None, 9, 0, []),
    (
        "003_a95669e4bee8b455.txt",
        "UK Prime Minister Emphasizes Strong Security Guarantees for Ukraine Amid Ongoing Peace Talks",
        None,
        9,
        0,
        ["Related Sources: • Source 1 • Source 2 • Source 3"],
    ),
    (
        "004_6130a6734b00995e.txt",
        HEADLINE,
        "Arise News",
        14,
        0,
        [
            f"{POST} {HEADLINE}",
            f"Faridah Abdulkadiri {POST} What's Your Reaction? like dislike love funny angry sad wow",
        ],
    ),
]


@pytest.mark.parametrize(("file", "title", "publisher", "count", "headings", "gone"), SEED_CASES)
def test_seed(file: str, title: str | None, publisher: str | None, count: int, headings: int, gone: list[str]) -> None:
    article = next(read([SEEDS / file], RULES))
    assert (article.source.title, article.source.publisher) == (title, publisher)
    assert len(article.passages) == count
    assert sum(p.role == "heading" for p in article.passages) == headings
    assert left_out(article) == gone


def test_offsets_are_into_the_text_that_the_file_holds() -> None:
    for article in read([SEEDS], RULES):
        content = (SEEDS / article.source.file).read_bytes().decode("utf-8")
        assert article.text == content
        assert article.source.id == digest(content)
        for p in article.passages:
            lines = content[p.start : p.end]
            assert lines in content.split("\n") or "The post" in content  # a line each


def test_headings_of_a_seed() -> None:
    article = next(read([SEEDS / "000_2e55a6774b8fa7fd.txt"], RULES))
    headings = [article.text[p.start : p.end] for p in article.passages if p.role == "heading"]
    assert headings[0] == "Will Russia need a US Security Guarantee to be determented?"
    assert all(heading.endswith("?") for heading in headings)


# -- boilerplate -----------------------------------------------------------------------------------

NOTICES = """
Read the original article here
Read the full story here.
Read more
This article was originally published on The Conversation.
Advertisement
- Advertisement -
Story continues below advertisement
Subscribe to our newsletter
Subscribe to our daily newsletter and never miss a story!
Sign up for our morning briefing, delivered to your inbox.
Sign up here for free
Click here to read more about the talks
Share this article
Share this story on Facebook
Facebook | Twitter | WhatsApp
Share on X
Copy link
Follow us on X and Instagram
Follow us on Telegram for the latest updates
© 2025 The Guardian. All rights reserved.
© 2025 Reuters
Copyright 2025 The Associated Press
All rights reserved
(Reporting by Andreas Rinke; editing by Mark Heinrich)
Additional reporting by Jane Doe in Kyiv
This site uses cookies to improve your experience.
We use cookies to personalise content.
By continuing to use this site you agree to our use of cookies.
Photo: Getty Images
Photo: Jane Doe/AFP
Image credit: Reuters
Sean Gallup/Getty Images
President Zelensky arrives in Paris, February 2025 | Getty Images
(Photo by Sean Gallup/Getty Images)
By Jane Doe
By Jane Doe and John van der Berg
By Jane Doe, BBC News
Published: 17 February 2025
Updated February 17, 2025 at 10:32 GMT
February 17, 2025
https://example.org/a/b?c=d
www.example.org
@janedoe
#Ukraine #NATO
pic.twitter.com/NTHZ6V7vsw
Tags: Ukraine, NATO, Macron
5 min read
""".strip().splitlines()

SENTENCES = """
Advertisement of weapons was opposed by Berlin.
Macron asked ministers to read the original article here in Paris.
Starmer said readers should subscribe to our newsletter of ideas if they care.
The post was vacant when Scholz rejected the plan.
The post on Truth Social appeared first on Monday.
Follow us on this path, Macron told Berlin.
Share this burden, Macron told Europe.
Click here was all that the button said, the court heard.
Sign up for the army, the minister urged young men.
All rights reserved for citizens should be kept, Berlin said.
Getty Images opposes the bill on artificial intelligence.
Reporting by Reuters shows that the ministry knew of the plan.
By Monday Kyiv had rejected the offer.
By land and by sea, Russia attacked Odesa.
Photographers oppose the ban.
Cookies are bad for privacy, Brussels said.
The site uses cookies, which the court rejected.
Twitter opposes the law.
Related sources say that Moscow backs the truce.
Like the others, Berlin rejected it.
In 2025 Reuters backed the plan.
© is a sign that the court does not like.
Copyright law was opposed by Berlin in 2025.
Source: nobody knows, said the minister.
Tags were rejected by Berlin.
""".strip().splitlines()


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("place", ["{0}\n{1}", "Title of It\n{1}\n{0}\n{1}", "{1}\n{0}"])
def test_notice_goes(notice: str, place: str) -> None:
    assert notice not in kept(place.format(notice, "Berlin rejected the plan on Monday."))


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("place", ["{0}\n{1}", "Title of It\n{1}\n{0}\n{1}", "{1}\n{0}"])
def test_sentence_stays(sentence: str, place: str) -> None:
    assert sentence in kept(place.format(sentence, "Berlin rejected the plan on Monday."))


CUTS = [
    ("Kyiv met. The post Kyiv Met appeared first on The Day.", ["Kyiv met."], "The Day"),
    ("Kyiv met. The post “Kyiv” Met: Why? first appeared on Euractiv.com.", ["Kyiv met."], "Euractiv.com"),
    ("“Yes.” pic.twitter.com/NTHZ6V — Jack III (@jack) June 10, 2021 He left.", ["“Yes.”", "He left."], None),
    ("Kyiv met. (Reporting by Jane Doe; editing by Tom Roe)", ["Kyiv met."], None),
    ("Kyiv met (Photo by Sean Gallup/Getty Images) again.", ["Kyiv met", "again."], None),
    ("The post Kyiv Met appeared first on The Day.", [], "The Day"),
]


@pytest.mark.parametrize(("line", "rest", "publisher"), CUTS)
def test_only_the_notice_is_cut_out_of_a_paragraph(line: str, rest: list[str], publisher: str | None) -> None:
    article = to_article(line, "a.txt", RULES)
    assert [line[p.start : p.end] for p in article.passages] == rest
    assert article.source.publisher == publisher


def test_two_publishers_are_none() -> None:
    text = "A. The post A B appeared first on X1.\nB. The post B C appeared first on X2."
    assert to_article(text, "a.txt", RULES).source.publisher is None


LISTS = [
    ("What’s Your Reaction?\nlike\nlove\n\nwow\nKyiv met.", ["Kyiv met."]),
    (
        "What's your reaction?\nBerlin said it had none.",
        ["What's your reaction?", "Berlin said it had none."],
    ),
    ("Kyiv met.\nRelated Sources:\n• Source 1 • Source 2", ["Kyiv met."]),
    ("Kyiv met.\nSources:\n- https://a.example/b\n- https://c.example", ["Kyiv met."]),
    ("Kyiv met.\nRelated Links", ["Kyiv met."]),
]


@pytest.mark.parametrize(("text", "rest"), LISTS)
def test_list_goes_with_its_head(text: str, rest: list[str]) -> None:
    assert kept(text) == rest


# -- layout ----------------------------------------------------------------------------------------

LONG = "Keir Starmer said that a US security guarantee was the only way to deter Russia from attacking."
WRAPPED = """\
Starmer backs guarantee for Ukraine

The British prime minister said on Monday that a security
guarantee by the United States was the only way to deter
Russia, and that he was ready to send troops.

Berlin rejected it. "We are not ready," Scholz said of the
Anglo-French plan, which Poland and Italy oppose as well.

What next

Talks go on in Paris.
"""

LAYOUT_CASES = [
    ("wrapped", WRAPPED, ["title", *["paragraph"] * 2, "heading", "paragraph"]),
    ("with CR LF", WRAPPED.replace("\n", "\r\n"), ["title", *["paragraph"] * 2, "heading", "paragraph"]),
    ("a paragraph a line", f"{LONG}\n{LONG[::-1].capitalize()}.", ["paragraph", "paragraph"]),
    ("sentences of one length", f"{LONG}\n" * 4, ["paragraph"] * 4),
    ("title", f"Berlin Says No\n{LONG}", ["title", "paragraph"]),
    ("title with an abbreviation", f"Berlin Says No to the U.S.\n{LONG}", ["title", "paragraph"]),
    ("title alone", "Berlin Says No", ["paragraph"]),
    ("a first sentence is no title", f"Berlin says no.\n{LONG}", ["paragraph", "paragraph"]),
    ("question between paragraphs", f"{LONG}\nWhat follows?\n{LONG}", ["paragraph", "heading", "paragraph"]),
    ("heading", f"{LONG}\nWhat Follows\n{LONG}", ["paragraph", "heading", "paragraph"]),
    ("quoted question", f"{LONG}\n“What follows?” he asked.\n{LONG}", ["paragraph"] * 3),
    ("question in quotation marks", f"{LONG}\n“What follows?”\n{LONG}", ["paragraph"] * 3),
    ("introduction of a quotation", f"{LONG}\nStarmer said:\n“No.”", ["paragraph"] * 3),
    ("last line without a full stop", f"{LONG}\nStarmer said so", ["paragraph", "paragraph"]),
    ("bullets", f"{LONG}\n• First point\n• Second point\n{LONG}", ["paragraph"] * 4),
    ("rule of dashes", f"{LONG}\n***\n-----\n{LONG}", ["paragraph", "paragraph"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "roles"), [case[1:] for case in LAYOUT_CASES], ids=[case[0] for case in LAYOUT_CASES])
def test_roles(text: str, roles: list[str]) -> None:
    assert [role for role, _ in passages(text)] == roles


def test_wrapped_paragraph_is_one_passage() -> None:
    assert kept(WRAPPED)[1].count("\n") == 2


def test_bullet_is_not_part_of_the_passage() -> None:
    assert kept("Berlin met.\n• Scholz rejects it") == ["Berlin met.", "Scholz rejects it"]


@pytest.mark.parametrize("copy", ["Berlin Says No", "BERLIN SAYS NO", "**Berlin Says No**"])
def test_copy_of_the_title_goes(copy: str) -> None:
    assert kept(f"Berlin Says No\n{LONG}\n{copy}\n{LONG}") == ["Berlin Says No", LONG, LONG]


@pytest.mark.parametrize("name", ["Jane Doe", "Anne-Marie O’Neill", "Ursula von der Leyen", "Élodie Martin"])
def test_name_on_its_own_goes_only_at_the_edges(name: str) -> None:
    assert kept(f"Berlin Says No\n{name}\n{LONG}\n{name}") == ["Berlin Says No", LONG]
    assert kept(f"Berlin Says No\n{LONG}\n{name}\n{LONG}") == ["Berlin Says No", LONG, name, LONG]
    assert kept(f"{name}\n{LONG}") == [name, LONG]  # it may be the title


# -- Markdown --------------------------------------------------------------------------------------

MARKDOWN = """\
---
title: Berlin says no
date: 2025-02-17T10:00:00Z
publisher: The Day
url: https://day.example/no
tags: [a, b]
---

# Berlin says no #

**Berlin** rejected the [plan](https://day.example/plan "the plan"),
which Paris backs.

> Scholz called it *premature*.
> He left.

Why now?
--------

- Poland opposes it as well.
- Italy
  does, too.

```
rejected = True
```

| who | what |
|-----|------|
| a   | b    |

![Scholz in Paris](scholz.jpg)

<div>Kyiv opposes HTML.</div>

[Read the original article here](https://day.example)

**What follows?**

Talks.
"""


def test_markdown() -> None:
    assert passages(MARKDOWN, "a.md") == [
        ("title", "Berlin says no"),
        (
            "paragraph",
            'Berlin** rejected the [plan](https://day.example/plan "the plan"),\nwhich Paris backs.',
        ),
        ("paragraph", "Scholz called it *premature*.\n> He left."),
        ("heading", "Why now?"),
        ("paragraph", "Poland opposes it as well."),
        ("paragraph", "Italy\n  does, too."),
        ("heading", "What follows?"),
        ("paragraph", "Talks."),
    ]


@pytest.mark.parametrize("text", [MARKDOWN, MARKDOWN.replace("\n", "\r\n"), "\ufeff" + MARKDOWN])
def test_front_matter(text: str) -> None:
    source = to_article(text, "a.md", RULES).source
    assert source.title == "Berlin says no"
    assert source.date == date(2025, 2, 17)
    assert (source.publisher, source.url) == ("The Day", "https://day.example/no")
    assert kept(text, "a.md")[0] == "Berlin says no"


FRONTS = [
    ("title: [a", "not YAML"),
    ("title: 'a\nb: c", "not YAML"),
    ("just words", "no fields"),
    ("[" * 5000, "too deep"),
    ("a: &a [b]\n? *a\n: c", "not YAML"),
    ("date: yesterday", "date not understood"),
    ("date: 2025-02-30", "date not understood"),
    ("date: 2025-02-17\nurl: javascript:x", "url not understood"),
    ("url: https://a b", "url not understood"),
]


@pytest.mark.parametrize(("front", "note"), FRONTS)
def test_broken_front_matter_is_noted(front: str, note: str, caplog: pytest.LogCaptureFixture) -> None:
    article = to_article(f"---\n{front}\n---\n\n{BODY}", "a.md", RULES)
    assert "Paris backed it, officials said." in [article.text[p.start : p.end] for p in article.passages]
    assert note in caplog.text


def test_rule_of_hyphens_is_no_front_matter() -> None:
    assert kept(f"---\n\n{BODY}", "a.md") == [
        "Berlin rejected the plan on Monday.",
        "Paris backed it, officials said.",
    ]


MARKS = [
    ("**Berlin** says", "  Berlin   says"),
    ("[a plan](https://a.example/b_(c)) of", " a plan                           of"),
    ("![a](b.png)Berlin", "           Berlin"),
    ("see [it][1] and `code`", "see  it     and  code "),
    ("2 * 3 * 4 and a_b_c", "2 * 3 * 4 and a_b_c"),
    ("a <b>bold</b> move", "a    bold     move"),
    ("if a < b and c > d", "if a < b and c > d"),
    ("[sic] and [European] Union", "[sic] and [European] Union"),
    ("one\r\n> two", "one    two"),
    (r"5\% of it\*", "5 % of it *"),
]


@pytest.mark.parametrize(("text", "blank"), MARKS)
def test_without_markup(text: str, blank: str) -> None:
    assert without_markup(text) == blank


# -- files -----------------------------------------------------------------------------------------


def fill(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_folder_is_read_deep_and_sorted(tmp_path: Path) -> None:
    fill(
        tmp_path,
        {"b.txt": "B met.", "a/z.md": "Z met.", "a.txt": "A met.", ".git/c.txt": "C.", ".d.txt": "D."},
    )
    assert [article.source.file for article in read([tmp_path], RULES)] == ["a.txt", "a/z.md", "b.txt"]


BAD_FILES = [
    (b"", "empty"),
    (b" \n\t\n", "empty"),
    (b"\xef\xbb\xbf\n", "empty"),
    (b"Berlin\x00rejected", "binary (a zero byte at byte 6)"),
    (b"\xff\xfeB\x00\x00\xd8", "broken UTF-16 (unexpected end of data at byte 4); save it anew"),
    (b"Advertisement\n", "boilerplate"),
    (b"a " * 600_000, "longer than 1,000,000 characters"),
]


@pytest.mark.parametrize(("content", "reason"), BAD_FILES)
def test_bad_file(tmp_path: Path, content: bytes, reason: str) -> None:
    fill(tmp_path, {"a.txt": content, "good.txt": BODY})
    skipped: list[Skipped] = []
    assert [article.source.file for article in read([tmp_path], RULES, skipped.append)] == ["good.txt"]
    assert [skip.path for skip in skipped] == [tmp_path / "a.txt"]
    assert reason in skipped[0].reason
    with pytest.raises(InputError, match=re.escape(str(tmp_path / "a.txt"))) as error:
        list(read([tmp_path / "a.txt"], RULES))
    assert reason in str(error.value)


def test_no_file_gives_an_article(tmp_path: Path) -> None:
    fill(tmp_path, {"a.txt": "", "b.txt": "\0"})
    with pytest.raises(InputError, match=r"no article in 2 files; the first is .*a\.txt: empty"):
        list(read([tmp_path], RULES))


def test_paths_that_are_refused_at_once(tmp_path: Path) -> None:
    fill(tmp_path, {"a.exe": b"MZ", "sub/b.odt": "?", "good.txt": BODY})
    for path, message in (
        (tmp_path / "none", "no such file or folder"),
        (tmp_path / "a.exe", "no reader for '.exe'; graphkit reads .atom, "),
        (tmp_path / "sub", "no article in this folder; graphkit reads .atom, "),
        (Path(os.devnull), "neither a file nor a folder"),
    ):
        with pytest.raises(InputError, match=re.escape(f"{path}: {message}")):
            read([tmp_path / "good.txt", path], RULES)
    with pytest.raises(InputError, match="nothing to read"):
        list(read([], RULES))


def test_other_formats_in_a_folder_are_told(tmp_path: Path) -> None:
    fill(tmp_path, {"a.txt": BODY, "b.odt": b"?", "c": "?"})
    skipped: list[Skipped] = []
    list(read([tmp_path], RULES, skipped.append))
    assert [(skip.path.name, skip.reason.split(";")[0]) for skip in skipped] == [
        ("b.odt", "no reader for '.odt'"),
        ("c", "no reader for ''"),
    ]


def test_a_text_file_may_have_front_matter() -> None:
    front = "---\ntitle: Berlin says no\ndate: 2025-02-17\npublisher: Arise\n---\n"
    article = to_article(front + BODY, "a.txt", RULES)
    source = article.source
    assert (source.title, str(source.date), source.publisher) == ("Berlin says no", "2025-02-17", "Arise")
    assert article.passages[0].start >= len(front)
    assert [article.text[p.start : p.end] for p in article.passages] == [
        BODY[p.start : p.end] for p in to_article(BODY, "a.txt", RULES).passages
    ]


@pytest.mark.parametrize("rich", ["a.txt", "b.md", "c.txt"])
def test_of_the_same_text_the_richest_is_read(rich: str, tmp_path: Path) -> None:
    fill(tmp_path, dict.fromkeys(("a.txt", "b.md", "c.txt"), BODY))
    (tmp_path / rich).write_text(f"---\ndate: 2025-02-17\nurl: https://e.org/a\n---\n{BODY}", encoding="utf-8")
    for paths in ([tmp_path], sorted(tmp_path.iterdir(), reverse=True)):
        skipped: list[Skipped] = []
        assert [article.source.file for article in read(paths, RULES, skipped.append)] == [rich]
        assert {skip.reason for skip in skipped} == {f"same text as {tmp_path / rich}"}


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_named_and_closed_is_refused(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    fill(tmp_path, {"a.txt": BODY, "b.txt": BODY * 2})
    monkeypatch.setattr(*{"file": (Path, "open"), "folder": (os, "scandir")}[kind], closed)  # root may read all
    path = tmp_path if kind == "folder" else tmp_path / "b.txt"
    with pytest.raises(InputError, match=re.escape(f"{path}: cannot be read (Permission denied); check its perm")):
        list(read([path, tmp_path / "a.txt"], RULES))


def test_same_text_is_read_once(tmp_path: Path) -> None:
    fill(tmp_path, {"b.txt": BODY, "a.txt": BODY})
    skipped: list[Skipped] = []
    assert [article.source.file for article in read([tmp_path], RULES, skipped.append)] == ["a.txt"]
    assert skipped == [Skipped(tmp_path / "b.txt", f"same text as {tmp_path / 'a.txt'}")]


def test_order_and_repetition_of_paths_do_not_matter(tmp_path: Path) -> None:
    fill(tmp_path, {"x/a.txt": "X met.", "y/a.txt": "Y met.", "y/b.txt": "X met.", "c.txt": "C met."})
    paths = [tmp_path / "x", tmp_path / "y", tmp_path / "c.txt"]

    def outcome(*paths: Path) -> tuple[list[Article], list[Skipped]]:
        skipped: list[Skipped] = []
        return list(read(paths, RULES, skipped.append)), skipped

    assert outcome(*paths) == outcome(*reversed(paths)) == outcome(*paths, paths[2], tmp_path / "y" / "b.txt")


def test_links_that_lead_back_or_nowhere(tmp_path: Path) -> None:
    fill(tmp_path, {"a/b.txt": BODY})
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "a" / "gone.txt").symlink_to(tmp_path / "nowhere")
    skipped: list[Skipped] = []
    assert [article.source.file for article in read([tmp_path], RULES, skipped.append)] == ["a/b.txt"]
    assert [skip.path.name for skip in skipped] == ["gone.txt"]


def test_unreadable_file_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, {"a.txt": BODY, "b.txt": BODY + "More of it."})
    files = find([tmp_path])
    honest = Path.open

    def refuse(path: Path, mode: str = "r") -> IO[Any]:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return honest(path, mode)

    monkeypatch.setattr(Path, "open", refuse)
    skipped: list[Skipped] = []
    assert len(list(read_files(files, RULES, skipped.append))) == 1
    assert "Permission denied" in skipped[0].reason


def test_date_from_the_name_of_the_file() -> None:
    assert to_article(BODY, "a/2025-02-17-berlin.txt", RULES).source.date == date(2025, 2, 17)
    assert to_article(BODY, "2025-02-30.txt", RULES).source.date is None
    assert to_article(BODY, "a.txt", RULES).source.date is None


def test_byte_order_mark_stays_and_no_passage_covers_it() -> None:
    article = to_article("\ufeff" + BODY, "a.txt", RULES)
    assert article.text[0] == "\ufeff"
    assert article.passages[0].start == 1


# -- the rules' own file ---------------------------------------------------------------------------

BROKEN_RULES = [
    ("parts: {a: '['}\nlines: ['{a}']", ":2: '{a}' is no regular expression"),
    ("parts: {}\nlines: ['{b}']", ":2: no part 'b'"),
    ("parts: {}\nlines: ['a*']", ":2: 'a*' matches an empty line"),
    ("parts: {}\nlines: ['(?P<name>a)']", ":2: the group 'name' is unknown"),
    ("parts: {}", "lines is missing"),
]


@pytest.mark.parametrize(("content", "message"), BROKEN_RULES)
def test_broken_boilerplate_file(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "en.yaml"
    path.write_text(f"{content}\nedges: []\nsentences: []\nlists: []\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=re.escape(f"{path}")) as error:
        read_boilerplate(path)
    assert message in str(error.value)


# -- laws ------------------------------------------------------------------------------------------

fragments = st.sampled_from(
    [
        *(*NOTICES[::4], *SENTENCES[::4], LONG, "What's Your Reaction?\n", "like\n", "title: x\n"),
        *(
            "\n",
            "\r\n",
            "\n\n",
            " ",
            "\t",
            "\ufeff",
            "\u200b",
            "\u2028",
            "\x00",
            "---\n",
            "```\n",
            "| a |\n|---|\n",
        ),
        *("**", "_", "[a](b)", "# ", "> ", "- ", "<b>", "`"),
    ]
)
texts = st.one_of(st.text(max_size=200), st.lists(fragments, max_size=25).map("".join))


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from(sorted(LAYOUTS)))
def test_passages_are_sorted_disjoint_and_trimmed(text: str, suffix: str) -> None:
    article = to_article(text, "a" + suffix, RULES)
    assert article.text == text
    end = 0
    for p in article.passages:
        assert end <= p.start < p.end <= len(text)
        assert not is_blank(text[p.start]) and not is_blank(text[p.end - 1])  # noqa: PT018
        end = p.end


@given(st.one_of(texts, st.text("*_`[]()<>!\\#> \nab-", max_size=60)))
def test_markup_becomes_blank_one_for_one(text: str) -> None:
    blank = without_markup(text)
    assert len(blank) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, blank, strict=True))


@given(st.lists(st.sampled_from(SENTENCES)).map(" ".join))
def test_plain_text_has_no_markup(text: str) -> None:
    assert without_markup(text) == text


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(sorted(LAYOUTS)))
def test_any_bytes_are_an_article_or_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    path.write_bytes(content)
    skipped: list[Skipped] = []
    noted: list[Noted] = []
    with contextlib.suppress(InputError):
        (article,) = read([path], RULES, skipped.append, on_note=noted.append)
        # A text is the file's own, letter by letter, or it is said what was done to it.
        assert article.text.encode() == content or noted
        return
    assert [skip.path for skip in skipped] == [path]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le président a rejeté le projet de loi hier soir, selon le ministre. " * 6, "fr"),
        ("Der Bundestag lehnt das Gesetz ab, sagte die Ministerin am Montag in Berlin. " * 6, "de"),
        ("The president rejected the bill on Monday, and the minister said that he would resign. " * 4, None),
        ("PARLIAMENT REJECTS PACT AS MINISTERS QUARREL OVER QUOTAS AND BORDER CHECKS. " * 4, None),
        ("Non, merci.", None),
        ("🙂 " * 300, None),
    ],
)
def test_an_article_in_another_language_is_told(text: str, language: str | None) -> None:
    assert foreign_language(to_article(text, "a.txt", RULES)) == language
