"""A judgement of a person about names or a statement, and the line of a ledger that says so.

The grammar of a line, words in capitals standing for what they say:

    same "NAME" [in FILE] "NAME" [in FILE]
    different "NAME" [in FILE] "NAME" [in FILE]
    rename "NAME" [in FILE] "NAME"
    accept ID
    reject ID
    relabel ID RELATION
    relabel ID actor "NAME"
    relabel ID object "NAME"

after which may stand `by AUTHOR`, `on YYYY-MM-DD` and, to the end of the line, `because REASON`. A name stands in
"straight" or “curly” quotation marks, in which a backslash escapes these, itself and characters that nobody sees
(\\u200b). A file or an author may stand in them, and must where it is not plain. `#` begins a comment, but not
within quotation marks or a reason.
"""

from __future__ import annotations

import contextlib
import difflib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from graphkit.labels import folded, spaced

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

Verb = Literal["same", "different", "rename", "accept", "reject", "relabel"]
"""What a judgement does."""

Slot = Literal["actor", "object", "relation"]
"""What of a statement a `relabel` corrects."""

Name = tuple[str, str | None]
"""A name as a judgement gives it: everywhere (None), or only in the article of this file or with this id."""

Judged = tuple[Name, Name]
"""Two names that a person judged to be the same or to be different."""

VERBS: tuple[Verb, ...] = get_args(Verb)

FORMS: Mapping[Verb, str] = {
    "same": 'same "NAME" [in FILE] "NAME" [in FILE]',
    "different": 'different "NAME" [in FILE] "NAME" [in FILE]',
    "rename": 'rename "NAME" [in FILE] "NAME"',
    "accept": "accept ID",
    "reject": "reject ID",
    "relabel": 'relabel ID RELATION, relabel ID actor "NAME" or relabel ID object "NAME"',
}
"""How a line of each verb begins."""

ID = re.compile(r"(?:st:)?([0-9a-f]+)", re.IGNORECASE)
"""The id of a statement as people write it."""

_LONGEST = 10_000
"""Characters of a line."""

_KEYWORDS = ("by", "on", "because")
_TOKEN = re.compile(
    r"""\s*(?:
    " (?P<straight> (?: [^"\\] | \\. )* ) "
    | [“„] (?P<curly> (?: [^“”\\] | \\. )* ) [“”]
    | (?P<comment> \# )
    | (?P<bare> [^\s"“„”]+ )
    | (?P<open> ["“„”] )
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_UNWRITABLE = re.compile("(?!\\s)[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN_FILE = re.compile(r"[\w./@+-]+")
_PLAIN_AUTHOR = re.compile(r"[\w.@'’+-]+(?: [\w.@'’+-]+)*")


class Fault(ValueError):  # noqa: N818 - it is a fault of the line, told together with all others of the file
    """What is wrong with a line; the message says the remedy."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person found.

    `names` are two for `same`, `different` and `rename` (the old one and the new one), one for a `relabel` of an
    actor or object. `statement` is the id of what is accepted, rejected or relabelled; `relation` what it is
    relabelled to. `line` is where the file has it; two judgements may be equal on different lines. Blanks in texts
    are normalised, and characters that no line can hold are left out of author and reason.
    """

    verb: Verb
    names: tuple[Name, ...] = ()
    statement: str = ""
    slot: Slot | None = None
    relation: str = ""
    author: str = ""
    date: date | None = None
    reason: str = ""
    line: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        """Brings the texts into the form in which they are compared and written."""
        object.__setattr__(self, "names", tuple((spaced(text), file) for text, file in self.names))
        for name in ("author", "reason"):
            object.__setattr__(self, name, spaced(_UNWRITABLE.sub("", getattr(self, name))))

    @property
    def key(self) -> tuple[object, ...]:
        """What it says, whoever says so: equal for two judgements that do the same."""
        names: tuple[object, ...] = tuple((folded(text), file) for text, file in self.names)
        if self.verb in ("same", "different"):
            names = tuple(sorted(names, key=repr))
        elif self.verb == "rename":  # how the new name is spelt is the point
            names = (names[0], self.names[1][0])
        return (self.verb, names, self.statement, self.slot, self.relation)

    def __str__(self) -> str:
        """What it says, as a line begins."""
        return " ".join((self.verb, *_things(self)))


def read_line(text: str, relations: Collection[str], line: int = 0) -> Judgement | None:
    """The judgement in a line; None where it holds none but a comment. Raises Fault where it is broken."""
    if len(text) > _LONGEST:
        raise Fault(f"longer than {_LONGEST:,} characters, as no judgement is; mend the line or take it away")
    words = _Words(text)
    first = words.take()
    if first is None:
        return None
    verb = next((verb for verb in VERBS if not first.quoted and first.text.casefold() == verb), None)
    if verb is None:
        near = difflib.get_close_matches(first.text.casefold(), VERBS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"begin the line with one of {', '.join(VERBS)}, or with #"
        raise Fault(f"'{first.text}' is no judgement; {hint}")
    return Judgement(verb, **_READERS[verb](words, verb, relations), **_circumstances(words, verb), line=line)


def write_lines(judgements: Iterable[Judgement]) -> str:
    """The lines of these judgements; `read_line` gives each back."""
    return "".join(f"{' '.join((judgement.verb, *_things(judgement), *_by(judgement)))}\n" for judgement in judgements)


class _Word(NamedTuple):
    text: str
    quoted: bool


class _Words:
    """The words of a line, one after another; what stands in quotation marks is one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def take(self) -> _Word | None:
        """The next word, or None at the end. Raises Fault where a quotation mark has no partner."""
        word, self._at = self._next()
        return word

    def peek(self) -> _Word | None:
        return self._next()[0]

    def rest(self) -> str:
        rest, self._at = self._text[self._at :], len(self._text)
        return rest

    def _next(self) -> tuple[_Word | None, int]:
        found = _TOKEN.match(self._text, self._at)
        if found is None or found["comment"]:
            return None, len(self._text)
        if found["open"]:
            raise Fault('a quotation mark has no partner; close it, and write \\" for one within a name')
        for kind in ("straight", "curly"):
            if found[kind] is not None:
                return _Word(_ESCAPE.sub(_unescaped, found[kind]), quoted=True), found.end()
        return _Word(found["bare"], quoted=False), found.end()


def _unescaped(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        if int(code, 16) > 0x10FFFF:
            raise Fault(f"'{found[0]}' is no character; write \\u and four hexadecimal digits")
        return chr(int(code, 16))
    if found[3] not in '"“”„\\':
        raise Fault(f"'{found[0]}' is no escape; write \\\\ for a backslash")
    return found[3]


def _two_names(words: _Words, verb: Verb, _: Collection[str]) -> dict[str, Any]:
    one = _name(words, verb)
    other = _name(words, verb)
    if verb == "rename" and other[1] is not None:
        raise Fault(f"a new name holds everywhere; leave out 'in {other[1]}' behind it")
    return {"names": (one, other)}


def _name(words: _Words, verb: Verb, *, limited: bool = True) -> Name:
    word = words.take()
    if word is None or not word.quoted:
        found = f"'{word.text}' stands there" if word else "the line ends there"
        raise Fault(f"a name in quotation marks is wanted, but {found}; write {FORMS[verb]}")
    if not spaced(word.text):
        raise Fault(f"a name is empty; write {FORMS[verb]}")
    following = words.peek()
    if not limited or following is None or following.quoted or following.text.casefold() != "in":
        return word.text, None
    words.take()
    file = words.take()
    if file is None or not file.text.strip():
        raise Fault("no file behind 'in'; name the article's file as the graph has it, in quotation marks if need be")
    return word.text, file.text


def _statement(words: _Words, verb: Verb, _: Collection[str]) -> dict[str, Any]:
    word = words.take()
    found = ID.fullmatch(word.text) if word else None
    if found is None:
        stands = f"'{word.text}' is no id of a statement" if word else "no statement is named"
        raise Fault(f"{stands}; write {FORMS[verb]}, the ID in hexadecimal digits as in st:9f2c41d07ac3085a")
    return {"statement": found[1].lower()}


def _relabel(words: _Words, verb: Verb, relations: Collection[str]) -> dict[str, Any]:
    about = _statement(words, verb, relations)
    word = words.take()
    if word is None or word.quoted:
        raise Fault(f"nothing to relabel the statement to; write {FORMS[verb]}")
    following = words.peek()
    slot = word.text.casefold()
    if slot in ("actor", "object") and ((following is not None and following.quoted) or slot not in relations):
        return {**about, "slot": slot, "names": (_name(words, verb, limited=False),)}
    relation = word.text.removeprefix("gk:")
    if relation not in relations:
        raise Fault(f"'{word.text}' is no relation of the ontology; there are {', '.join(sorted(relations))}")
    return {**about, "slot": "relation", "relation": relation}


_READERS: Mapping[Verb, Callable[[_Words, Verb, Collection[str]], dict[str, Any]]] = {
    "same": _two_names,
    "different": _two_names,
    "rename": _two_names,
    "accept": _statement,
    "reject": _statement,
    "relabel": _relabel,
}


def _circumstances(words: _Words, verb: Verb) -> dict[str, Any]:
    """Who judged, when and why."""
    found: dict[str, Any] = {}
    while (word := words.take()) is not None:
        keyword = word.text.casefold()
        if word.quoted or keyword not in _KEYWORDS:
            raise Fault(f"'{word.text}' is not expected there; write {FORMS[verb]} [by AUTHOR] [on DATE] [because …]")
        name = {"by": "author", "on": "date", "because": "reason"}[keyword]
        if name in found:
            raise Fault(f"'{keyword}' stands there twice; leave one out")
        value = _CIRCUMSTANCES[keyword](words)
        if not value:
            raise Fault(f"nothing stands behind '{keyword}'; leave it out, or say {_WANTED[keyword]}")
        found[name] = value
    return found


_WANTED = {"by": "who judged", "on": "when, as YYYY-MM-DD", "because": "why"}


def _author(words: _Words) -> str:
    first = words.peek()
    if first is not None and first.quoted:
        words.take()
        return spaced(first.text)
    said = []
    while (word := words.peek()) is not None and not word.quoted and word.text.casefold() not in _KEYWORDS:
        said.append(word.text)
        words.take()
    return " ".join(said)


def _date(words: _Words) -> date | None:
    word = words.take()
    if word is None:
        return None
    with contextlib.suppress(ValueError):
        if _DAY.fullmatch(word.text):
            return date.fromisoformat(word.text)
    raise Fault(f"'{word.text}' is no day; write it as 2025-02-17")


def _reason(words: _Words) -> str:
    return spaced(words.rest())


_CIRCUMSTANCES: Mapping[str, Callable[[_Words], str | date | None]] = {"by": _author, "on": _date, "because": _reason}


def _things(judgement: Judgement) -> list[str]:
    """What it is about, in words of a line."""
    if judgement.statement:
        to = [judgement.relation] if judgement.relation else [judgement.slot or ""] if judgement.slot else []
        return [judgement.statement, *to, *(_quoted(text) for text, _ in judgement.names)]
    said = []
    for text, file in judgement.names:
        said.append(_quoted(text))
        if file is not None:
            said += ["in", file if _PLAIN_FILE.fullmatch(file) else _quoted(file)]
    return said


def _by(judgement: Judgement) -> list[str]:
    said = []
    if judgement.author:
        words = judgement.author.casefold().split()
        plain = _PLAIN_AUTHOR.fullmatch(judgement.author) and not set(words) & set(_KEYWORDS)
        said += ["by", judgement.author if plain else _quoted(judgement.author)]
    if judgement.date:
        said += ["on", judgement.date.isoformat()]
    if judgement.reason:
        said += ["because", judgement.reason]
    return said


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    # What nobody sees is written so that everybody does, and what UTF-8 cannot hold so that it can.
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
    return character
