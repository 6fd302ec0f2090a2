from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import RELATIONS, names, texts

from graphkit.errors import InputError, OutputError
from graphkit.labels import folded, spaced
from graphkit.resolution.contradictions import contradictions
from graphkit.resolution.judgements import VERBS, Fault, Judgement, read_line
from graphkit.resolution.ledger import Ledger, append, parse_ledger, read_ledger, write_lines

LEDGER = """\
# what was judged in the first week

same "Starmer" in london.txt "Keir Starmer" by Ann Lee on 2025-02-17 because he is named in the headline # 3
Same “Sir \\"Keir\\"” "Keir   Starmer"   # a nickname
different "Smith" in a.txt "Smith" in "a b.txt" by "on leave"
rename "Keir Starmer" "Sir Keir Starmer"
reject st:9F2C41D07A because "they" are not the mayors
accept 79a62515ef
relabel 1 gk:opposes
relabel 1 actor "Emmanuel Macron"
relabel 1 object "peace \\u200btalks"
"""


def lines(text: str) -> list[Judgement]:
    return list(parse_ledger(text, RELATIONS).judgements)


def faults(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse_ledger(text, RELATIONS, "l.txt")
    return str(caught.value).split(";\n")


# -- what a line says ------------------------------------------------------------------------------


def test_a_ledger_says_what_resolution_wants_to_know() -> None:
    ledger = parse_ledger(LEDGER, RELATIONS)
    assert ledger.same == (
        (("Starmer", "london.txt"), ("Keir Starmer", None), 3),
        (('Sir "Keir"', None), ("Keir Starmer", None), 4),
    )
    assert ledger.different == ((("Smith", "a.txt"), ("Smith", "a b.txt"), 5),)
    assert ledger.renamed == ((("Keir Starmer", None), "Sir Keir Starmer", 6),)
    assert ledger.rejected == {"9f2c41d07a": 7}
    assert ledger.accepted == {"79a62515ef": 8}
    assert ledger.relabelled == {"1": ("opposes", 9)}
    assert ledger.actors == {"1": ("Emmanuel Macron", 10)}
    assert ledger.objects == {"1": ("peace \u200btalks", 11)}
    assert [ledger.judged(id_) for id_ in ("1", "2", "79a62515ef")] == [True, False, True]
    first = ledger.judgements[0]
    assert (first.author, first.date, first.reason) == (
        "Ann Lee",
        date(2025, 2, 17),
        "he is named in the headline # 3",
    )
    assert ledger.judgements[2].author == "on leave"


def test_an_empty_ledger_says_nothing() -> None:
    assert not Ledger()
    assert parse_ledger("\ufeff".removeprefix("\ufeff") + "\n # nothing\n\n", RELATIONS) == Ledger()
    assert not Ledger().same
    assert not Ledger().rejected


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('sam "A" "B"', "'sam' is no judgement; did you mean same?"),
        ("Berlin rejected it", "begin the line with one of same, different"),
        ('same "A"', "a name in quotation marks is wanted, but the line ends there; write same"),
        ('same "A" B', "but 'B' stands there"),
        ('same "A" "B', "a quotation mark has no partner"),
        ('same "A" in', "no file behind 'in'"),
        ('same "A" in "" "B"', "no file behind 'in'"),
        ('same " " "B"', "a name is empty"),
        ('same "A" in my file.txt "B"', "but 'file.txt' stands there"),
        (r'same "A\n" "B"', r"'\n' is no escape; write \\"),
        (r'same "\UFFFFFFFF" "B"', "is no character"),
        ('rename "A" "B" in c.txt', "a new name holds everywhere; leave out 'in c.txt'"),
        ("reject", "no statement is named"),
        ("reject edge", "'edge' is no id of a statement"),
        ("relabel 9f", "nothing to relabel the statement to"),
        ("relabel 9f denies", "'denies' is no relation of the ontology; there are opposes, proposes, supports"),
        ("relabel 9f actor Macron", "a name in quotation marks is wanted, but 'Macron' stands there"),
        ("accept 9f opposes", "'opposes' is not expected there"),
        ("accept 9f by", "nothing stands behind 'by'; leave it out, or say who judged"),
        ("accept 9f because", "or say why"),
        ("accept 9f because # see below", None),
        ("accept 9f by Ann by Bea", "'by' stands there twice"),
        ("accept 9f on Monday", "'Monday' is no day; write it as 2025-02-17"),
        ("accept 9f on 2025-02-30", "'2025-02-30' is no day"),
        ("accept 9f on", "nothing stands behind 'on'"),
    ],
)
def test_a_broken_line_is_told_with_the_remedy(line: str, told: str | None) -> None:
    if told is None:
        assert read_line(line, RELATIONS) is not None
        return
    with pytest.raises(Fault) as caught:
        read_line(line, RELATIONS)
    assert told in str(caught.value)


def test_all_faults_of_a_file_are_told_at_once() -> None:
    told = faults('same "A" "B"\nsame\n\ndiffrent "A" "C"\ndifferent "b" "a"\naccept 1\nreject 1\n')
    assert [each.split(" ")[0] for each in told] == ["l.txt:2:", "l.txt:4:", "l.txt:5:", "l.txt:7:"]


def test_of_endless_faults_the_first_are_told() -> None:
    told = faults("x\n" * 5000)
    assert len(told) == 101
    assert told[-1] == "l.txt: more lines than these are broken; mend them first"


# -- the laws of reading and writing ---------------------------------------------------------------

ids = st.from_regex(r"[0-9a-f]{1,12}", fullmatch=True)
visible = (names | st.text(st.characters(), min_size=1, max_size=8)).filter(spaced)
files = st.none() | st.sampled_from(("a.txt", "b/c.md", "in", "a b.txt", '#"x"', "“c”")) | visible
limited = st.tuples(visible, files)
signed = {
    "author": st.sampled_from(("", "Ann Lee", "by on because", "#1", 'Dr. "X"')) | texts,
    "date": st.none() | st.dates(),
    "reason": st.sampled_from(("", "# no comment", 'he "said" so', "because by on")) | texts,
}
judgements = st.one_of(
    st.builds(Judgement, st.sampled_from(("same", "different")), st.tuples(limited, limited), **signed),
    st.builds(Judgement, st.just("rename"), st.tuples(limited, st.tuples(visible, st.none())), **signed),
    st.builds(Judgement, st.sampled_from(("accept", "reject")), st.just(()), ids, **signed),
    st.builds(
        Judgement,
        st.just("relabel"),
        st.just(()),
        ids,
        st.just("relation"),
        st.sampled_from(RELATIONS),
        **signed,
    ),
    st.builds(
        Judgement,
        st.just("relabel"),
        st.tuples(st.tuples(visible, st.none())),
        ids,
        st.sampled_from(("actor", "object")),
        **signed,
    ),
)


@given(st.lists(judgements, max_size=5))
def test_what_is_written_is_read_back(said: list[Judgement]) -> None:
    text = write_lines(said)
    text.encode("utf-8")
    assert [read_line(line, RELATIONS) for line in text.split("\n")[:-1]] == said
    assert text.count("\n") == len(said)


@given(st.text(st.characters(exclude_characters="\n"), max_size=60) | st.sampled_from(LEDGER.split("\n")))
def test_a_line_is_read_or_is_told(line: str) -> None:
    try:
        found = read_line(line, RELATIONS)
    except Fault:
        return
    assert found is None or read_line(write_lines([found])[:-1], RELATIONS) == found


@given(names)
def test_names_are_compared_without_case_and_blanks(name: str) -> None:
    assert folded(f"  {name}\n") == folded(name) == folded(folded(name))


# -- contradictions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "involved"),
    [
        ('same "A" "B"\ndifferent "b" "a"', [2, 1]),
        ('different "A" "B"\nsame "B"  "A"', [2, 1]),
        ('same "A" "B"\nsame "C" "B"\nsame "C" "D"\nsame "X" "Y"\ndifferent "A" "D"', [5, 1, 2, 3]),
        ('different "A" "C"\nsame "A" "B"\nsame "B" "C"', [3, 1, 2]),
        ('same "Smith" in a "Ann"\nsame "Smith" in b "Bea"\ndifferent "Ann" "Bea"', []),
        ('same "Smith" in a "Ann"\nsame "Smith" in b "Bea"\ndifferent "Ann" "Bea"\nsame "Smith" "Cat"', [3, 1, 2]),
        ('same "Smith" "Ann"\ndifferent "Smith" in a "Ann"', [2, 1]),
        ('same "Smith" "Ann"\ndifferent "Smith" in a "Smith"\ndifferent "Smith" in a "Ann"', []),
        ('same "Smith" in a "Ann"\ndifferent "Smith" "Ann"', [2, 1]),
        ('same "Smith" in a "Smith"\ndifferent "Smith" in a "Smith"', [2, 1]),
        ('different "A" "a"', [1]),
        ('different "A" in a "A" in b', []),
        ('rename "A" "X"\nrename "a" "X"', []),
        ('rename "A" "X"\nrename "A" "x"', [2, 1]),
        ('rename "A" "X"\nrename "B" "Y"', []),
        ('rename "A" "X"\nrename "B" "Y"\nsame "A" "B"', [3, 1, 2]),
        ('rename "A" "X"\nrename "A" in f "Y"', [2, 1]),
        ("accept 1\nreject 1", [2, 1]),
        ("accept 1\nrelabel 1 opposes", [2, 1]),
        ('reject 1\nrelabel 1 actor "A"', [2, 1]),
        ("relabel 1 opposes\nrelabel 1 supports", [2, 1]),
        ('relabel 1 actor "A"\nrelabel 1 actor "B"', [2, 1]),
        ('relabel 1 opposes\nrelabel 1 actor "A"\nrelabel 1 object "A"\nrelabel 2 supports', []),
        ("reject 1 by Ann\nreject 1 by Bea\nreject st:1 because it is false", []),
        ('same "A" "B"\nsame "b" "a" by Bea\ndifferent "C" "D"\ndifferent "D" "C"', []),
    ],
)
def test_every_line_of_a_contradiction_is_named(text: str, involved: list[int]) -> None:
    said = [judgement for n, line in enumerate(text.split("\n"), 1) if (judgement := read_line(line, RELATIONS, n))]
    found = contradictions(said)
    assert [[clash.last.line, *sorted(each.line for each in clash.before)] for clash in found] == (
        [involved] if involved else []
    )
    if involved:
        (told,) = faults(text)
        assert all(f"line {line} (" in told for line in involved[1:])


@given(st.lists(st.tuples(st.sampled_from(("same", "different")), *[st.sampled_from("abcdef")] * 2), max_size=9))
def test_same_and_different_agree_as_in_an_equivalence_relation(said: list[tuple[str, str, str]]) -> None:
    group = {name: {name} for name in "abcdef"}
    for verb, one, other in said:
        if verb == "same":
            joined = group[one] | group[other]
            group.update(dict.fromkeys(joined, joined))
    broken = any(verb == "different" and other in group[one] for verb, one, other in said)
    found = contradictions(
        Judgement(verb, ((one, None), (other, None)), line=n)  # type: ignore[arg-type]
        for n, (verb, one, other) in enumerate(said)
    )
    assert bool(found) == broken


def test_no_order_of_lines_hides_a_contradiction() -> None:
    said = lines('same "A" "B"\nsame "B" "C"\nrename "A" "X"')
    last = Judgement("different", (("C", None), ("A", None)), line=9)
    for place in range(len(said) + 1):
        (found,) = contradictions([*said[:place], last, *said[place:]])
        assert {found.last.key, *(each.key for each in found.before)} == {last.key, said[0].key, said[1].key}


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["chain", "star", "clashes", "articles"])
def test_a_long_ledger_takes_time_as_it_is_long(shape: str) -> None:
    def text(count: int) -> str:
        half = range(count // 2)
        return "\n".join(
            {
                "chain": [f'same "N{n}" "N{n + 1}"' for n in range(count - 1)] + [f'different "N0" "N{count - 1}"'],
                "star": [f'same "X" in f{n} "Y{n}"' for n in half] + [f'different "X" "Z{n}"' for n in half],
                "clashes": [f'same "N{n}" "N{n + 1}"' for n in half] + [f'different "N0" "N{n + 1}"' for n in half],
                "articles": [f'same "X" in f{n} "X" in f{n + 1}' for n in half] + [f'same "X" "Z{n}"' for n in half],
            }[shape]
        )

    def seconds(count: int) -> float:
        content, began = text(count), time.process_time()
        try:
            parse_ledger(content, RELATIONS)
        except InputError:
            assert shape in ("chain", "clashes")
        return time.process_time() - began

    small = min(seconds(5_000) for _ in range(3))
    large = seconds(100_000)
    assert large < 20 * small * 3, (small, large)


# -- files -----------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt: cannot be read .*make an empty file"):
        read_ledger(tmp_path / "none.txt", RELATIONS)
    (tmp_path / "latin.txt").write_bytes(b'# one\nsame "Gar\xe7on" "Garcon"\n')
    with pytest.raises(InputError, match=r"latin\.txt:2: not UTF-8"):
        read_ledger(tmp_path / "latin.txt", RELATIONS)
    (tmp_path / "windows.txt").write_bytes('\ufeffsame “A” "B"\r\n\r\naccept 1\r\n'.encode())
    assert read_ledger(tmp_path / "windows.txt", RELATIONS).accepted == {"1": 3}


@given(st.sampled_from(("", "# mine", "accept 1\n", "accept 1\r\n\r\n", "# ü\n\n")), st.lists(judgements, max_size=3))
def test_what_stands_in_a_file_stays(tmp_path_factory: pytest.TempPathFactory, old: str, said: list[Judgement]) -> None:
    path = tmp_path_factory.mktemp("ledger") / "ledger.txt"
    path.write_bytes(old.encode())
    append(path, said)
    content = path.read_bytes()
    assert content.startswith(old.encode())
    assert content.count(b"\n") >= len(said)
    held = [read_line(line.removesuffix("\r"), RELATIONS) for line in content.decode().split("\n")]
    assert [each for each in held if each is not None][old.count("accept") :] == said


def test_lines_are_added_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "ledger.txt"
    judgement = Judgement("accept", statement="1")
    append(path, [])
    assert path.read_bytes() == b"", "a ledger that was named is there, so that a build can name it"
    append(path, [judgement])
    append(path, [])
    path.chmod(0o640)
    append(path, [replace(judgement, statement="2")])
    assert path.read_text() == "accept 1\naccept 2\n"
    assert path.stat().st_mode & 0o777 == 0o640
    link = tmp_path / "link.txt"
    link.symlink_to(path)
    append(link, [replace(judgement, statement="3")])
    assert link.is_symlink()
    assert path.read_text().endswith("accept 3\n")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["ledger.txt", "link.txt"]
    with pytest.raises(OutputError, match="cannot be written"):
        append(tmp_path / "none" / "ledger.txt", [judgement])


def test_every_verb_has_a_line() -> None:
    assert {judgement.verb for judgement in lines(LEDGER)} == set(VERBS)


def test_the_manual_tells_every_line_that_there_is() -> None:
    manual = (Path(__file__).resolve().parent.parent / "docs" / "review.md").read_text(encoding="utf-8")
    example = manual.partition("```ledger\n")[2].partition("```")[0]
    assert {judgement.verb for judgement in lines(example)} == set(VERBS)
    assert all(f"`{verb} " in manual for verb in VERBS)
