from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit import cache
from graphkit.cache import ClaimCache, claims_from_json, claims_to_json
from graphkit.model import (
    MODALITIES,
    Article,
    Claim,
    Content,
    Evidence,
    Mention,
    ObjectPhrase,
    Passage,
    Source,
    digest,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

places = st.integers(0, 10**6)
words = st.text(max_size=20) | st.sampled_from(("“Berlin”", "a\nb", "\ud800", "\0", '"\\', "🕊"))
mentions = st.builds(Mention, places, places, words, words, words)
several_words = st.lists(words, max_size=3).map(tuple)
several = st.lists(mentions, max_size=2).map(tuple)
contents = st.builds(
    Content,
    head=words,
    modifiers=several_words,
    qualities=several_words,
    details=several_words,
    arguments=several_words,
    owners=several,
    doers=several,
    about=several,
    form=words,
    contrary=st.booleans(),
    antecedent=st.none() | places,
    vague=st.booleans(),
    words=words,
)
claims = st.builds(
    Claim,
    evidence=st.builds(Evidence, words, places, places, words, words, words),
    actor=mentions,
    relation=words,
    object=st.builds(
        ObjectPhrase,
        places,
        places,
        words,
        words,
        contents,
        st.none() | mentions,
        st.booleans(),
    ),
    cue=words,
    rule=words,
    speaker=st.none() | mentions,
    modality=st.sampled_from(MODALITIES),
    negated=st.booleans(),
    confidence=st.floats(0, 1),
)


def article(text: str) -> Article:
    return Article(Source(digest(text), f"{text}.txt"), text, (Passage(0, len(text)),))


def found(*texts: str) -> list[tuple[Article, tuple[Claim, ...]]]:
    """Articles, each with a claim."""
    pairs: list[tuple[Article, tuple[Claim, ...]]] = []
    for each in map(article, texts):
        evidence = Evidence(each.source.id, 0, len(each.text), each.text, "", "")
        actor = Mention(0, 1, "B", "Berlin", "Country")
        pairs.append(
            (each, (Claim(evidence, actor, "opposes", ObjectPhrase(2, 3, "p", "p", Content("p")), "no", "r"),))
        )
    return pairs


def known(path: Path, *texts: str, under: tuple[str, str] = ("rules", "words")) -> dict[str, tuple[Claim, ...]]:
    with ClaimCache(path, *under) as store:
        return store.get(map(article, texts))


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / ".graphkit" / "claims.sqlite"
    with ClaimCache(path, "rules", "words") as store:
        store.put(found("a", "b"))
    return path


@given(st.lists(claims, max_size=3).map(tuple))
def test_json_gives_the_claims_back(made: tuple[Claim, ...]) -> None:
    written = claims_to_json(made)
    assert written.isascii()
    assert claims_from_json(written) == made


def test_what_was_put_is_known_to_the_next_build(filled: Path) -> None:
    assert known(filled, "a", "b", "c") == {pair[0].source.id: pair[1] for pair in found("a", "b")}


def test_no_claim_is_an_answer_too(filled: Path) -> None:
    with ClaimCache(filled, "rules", "words") as store:
        store.put([(article("c"), ())])
        assert store.get([article("c")]) == {digest("c"): ()}


def test_more_articles_than_are_bound_at_once(tmp_path: Path) -> None:
    many = [str(number) for number in range(1200)]
    with ClaimCache(tmp_path / "c.sqlite", "rules", "words") as store:
        store.put(found(*many))
        assert len(store.get(map(article, many))) == len(many)


def test_another_extractor_ontology_or_passage_knows_nothing(filled: Path) -> None:
    assert not known(filled, "a", under=("other", "words"))
    assert not known(filled, "a", under=("rules", "other"))
    with ClaimCache(filled, "rules", "words") as store:
        assert not store.get([replace(article("a"), passages=())])
        assert not store.get([replace(article("a"), passages=(Passage(0, 1, "title"),))])


def test_a_renamed_file_is_known(filled: Path) -> None:
    renamed = replace(article("a"), source=replace(article("a").source, file="z.txt"))
    with ClaimCache(filled, "rules", "words") as store:
        assert store.get([renamed])


def test_the_folder_is_kept_out_of_git(filled: Path) -> None:
    assert (filled.parent / ".gitignore").read_text() == "*\n"


def test_a_killed_build_keeps_what_was_put(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from test_cache import *;"
        "store = ClaimCache(Path(sys.argv[1]), 'rules', 'words'); store.put(found('a', 'b'));"
        "store._database.execute('BEGIN'); store._database.execute('DELETE FROM claims');"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "c.sqlite"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    died = subprocess.run([sys.executable, "-c", code, str(path)], env=environment, check=False)
    assert died.returncode == -signal.SIGKILL
    assert len(known(path, "a", "b")) == 2


# -- a cache that cannot be trusted ----------------------------------------------------------------


def no_database(path: Path) -> None:
    path.write_bytes(b"Berlin rejected the plan. " * 400)


def newer(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {cache.FORMAT + 1}")
    database.close()


def another_table(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("ALTER TABLE claims ADD COLUMN more")
    database.commit()
    database.close()


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096)


@pytest.mark.parametrize("harm", [no_database, newer, another_table, torn])
def test_a_file_that_cannot_be_read_is_set_aside(
    filled: Path, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    harm(filled)
    assert not known(filled, "a")
    assert "set aside as claims.sqlite.broken" in caplog.text
    assert filled.with_name("claims.sqlite.broken").exists()
    with ClaimCache(filled, "rules", "words") as store:
        store.put(found("a"))
        assert store.get([article("a")])


def test_an_entry_that_is_not_what_was_written_is_made_again(filled: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = sqlite3.connect(filled)
    database.execute("UPDATE claims SET claims = '[]'")
    database.commit()
    database.close()
    assert not known(filled, "a")
    assert "not what was written" in caplog.text


def test_a_locked_file_is_done_without(
    filled: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "PATIENCE", 0.01)
    other = sqlite3.connect(filled)
    other.execute("BEGIN EXCLUSIVE")
    with ClaimCache(filled, "rules", "words") as store:
        store.put(found("c"))
        assert store.get([article("a")]) == {}
    other.close()
    assert "the build goes on without" in caplog.text
    assert known(filled, "a")


def test_a_place_that_cannot_be_written_is_done_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    assert known(tmp_path / "file" / "claims.sqlite", "a") == {}
    assert "the build goes on without" in caplog.text
