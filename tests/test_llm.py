from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

import graphkit
from graphkit import upkeep
from graphkit.cli import app
from graphkit.errors import InputError, ModelError
from graphkit.extraction import llm
from graphkit.pipeline import made_extractor
from graphkit.reading import read

pytest.importorskip("openai")

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.model

KEY = "sk-secret-of-the-tests"
TEXT = "Norway rejected the sea levy on Monday. Kari Holm, a biologist, met the fishermen. Ghana backs the port.\n"
RIGHT = {
    "sentence": 0,
    "actor": "Norway",
    "object": "the sea levy",
    "cue": "rejected",
    "relation": "opposes",
    "modality": "actual",
}


class Endpoint:
    """A server that speaks the protocol; each answer is what `answers` says next, the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.asked.append(json.loads(body))
                endpoint.keys.append(self.headers["Authorization"])
                answer = endpoint.answers.pop(0) if len(endpoint.answers) > 1 else endpoint.answers[0]
                if isinstance(answer, int):
                    self.send_response(answer)
                    self.send_header("Retry-After", "0")
                    self.end_headers()
                    self.wfile.write(json.dumps({"error": {"message": f"no {KEY}"}}).encode())
                    return
                if answer == "slow":
                    time.sleep(1.5)
                    return
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def says(*stances: Any) -> str:
    return completion(json.dumps({"stances": stances}))


def completion(content: str | None) -> str:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
    )


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    served = Endpoint()
    monkeypatch.setenv(llm.URL, served.url)
    monkeypatch.setenv(llm.KEY, KEY)
    monkeypatch.setenv(llm.MODEL, "test-model")
    monkeypatch.setattr(llm, "_SECONDS", 0.5)
    yield served
    served.close()


def built(tmp_path: Path, **options: Any) -> graphkit.Graph:
    news = tmp_path / "news.txt"
    news.write_text(TEXT, encoding="utf-8")
    return graphkit.build(news, extractor="llm", **options)


def test_an_answer_that_the_text_bears_out(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.answers = [says(RIGHT)]
    cache = tmp_path / "claims.sqlite"
    graph = built(tmp_path, cache=cache)
    ((actor, relation, object_text),) = [(s.actor_text, s.relation, s.object_text) for s in graph.statements]
    assert (actor, relation, object_text) == ("Norway", "opposes", "the sea levy")
    assert graph.statements[0].evidence.exact == "Norway rejected the sea levy on Monday."
    assert [topic.label for topic in graph.topics] == ["sea levy"]
    assert endpoint.asked[0]["temperature"] == 0
    assert endpoint.asked[0]["response_format"]["json_schema"]["strict"]
    assert "0: Norway rejected" in endpoint.asked[0]["messages"][1]["content"]
    assert graph.report.account == ("test-model: 1 questions, 100 tokens in, 20 out; 1 claims",)
    assert built(tmp_path, cache=cache) == graph
    assert len(endpoint.asked) == 1  # claims are cached like others


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"object": "the sea tax"}, "words that are not in the sentence"),
        ({"cue": "refused"}, "words that are not in the sentence"),
        ({"actor": "Sweden"}, "words that are not in the sentence"),
        ({"actor": "Ghana"}, "words that are not in the sentence"),  # it stands in another one
        ({"actor": ""}, "words that are not in the sentence"),
        ({"actor": "Norw"}, "words that are not in the sentence"),
        ({"actor": "Monday"}, "an actor that is nobody"),
        ({"actor": "the sea levy"}, "an actor inside its object"),
        ({"relation": "endorses"}, "a relation that is not ours"),
        ({"relation": None}, "a relation that is not ours"),
        ({"modality": "certain"}, "a modality that is not ours"),
        ({"sentence": 7}, "of no sentence"),
        ({"sentence": -1}, "of no sentence"),
        ({"sentence": "0"}, "of no sentence"),
        ({"sentence": True}, "of no sentence"),
        ({"actor": 5}, "of another form"),
    ],
)
def test_what_the_text_does_not_bear_out_is_refused(
    endpoint: Endpoint, tmp_path: Path, change: dict[str, Any], why: str
) -> None:
    endpoint.answers = [says(RIGHT | change)]
    graph = built(tmp_path)
    assert not graph.statements
    assert graph.report.account[1] == f"1 answers refused: {why} 1"


@pytest.mark.parametrize(
    "answer",
    [
        "no json",
        "{}",
        "[]",
        completion("no json"),
        completion(None),
        completion("[]"),
        completion('{"stances": 1}'),
        completion('{"stances": [1, null, "x"]}'),
        json.dumps({"choices": []}),
    ],
)
def test_what_is_no_answer_says_nothing(endpoint: Endpoint, tmp_path: Path, answer: str) -> None:
    endpoint.answers = [answer]
    graph = built(tmp_path)
    assert not graph.statements
    assert "refused" in graph.report.account[1]


def test_a_busy_server_is_asked_again(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.answers = [429, 500, "slow", says(RIGHT)]
    assert len(built(tmp_path).statements) == 1
    assert len(endpoint.asked) == 4


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_server_that_refuses_is_told_without_the_key(
    endpoint: Endpoint, tmp_path: Path, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint.answers = [status]
    with caplog.at_level(logging.DEBUG), pytest.raises(ModelError, match=f"status {status}") as told:
        built(tmp_path, cache=tmp_path / "claims.sqlite")
    assert endpoint.keys == [f"Bearer {KEY}"]
    assert KEY not in str(told.value)
    assert KEY not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("graphkit"))
    assert KEY.encode() not in (tmp_path / "claims.sqlite").read_bytes()


def test_what_must_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(llm.MODEL, raising=False)
    with pytest.raises(InputError, match=llm.MODEL):
        built(tmp_path)
    monkeypatch.setenv(llm.MODEL, "test-model")
    monkeypatch.delenv(llm.KEY, raising=False)
    with pytest.raises(InputError, match=llm.KEY):
        built(tmp_path)


def test_an_estimate_asks_nobody(endpoint: Endpoint, tmp_path: Path) -> None:
    news = tmp_path / "news.txt"
    news.write_text(TEXT, encoding="utf-8")
    ontology = graphkit.load_ontology()
    extractor = made_extractor("llm", ontology, None)
    assert isinstance(extractor, llm.LanguageModelExtractor)
    (told, remedy) = extractor.estimate(read([news], ontology.boilerplate))
    coming, going = map(int, re.findall(r"([\d,]+) (?:tokens in|out)", told.replace(",", "")))
    assert 100 < coming < 2000
    assert going >= 60
    assert remedy.startswith("set GRAPHKIT_LLM_PRICE")
    assert not endpoint.asked
    assert extractor.usage.refused == Counter()


def test_an_estimate_leaves_out_what_the_cache_knows(endpoint: Endpoint, tmp_path: Path) -> None:
    endpoint.answers = [says(RIGHT)]
    news, folder = tmp_path / "news.txt", tmp_path / "out"
    news.write_text(TEXT, encoding="utf-8")
    told = [line for line in upkeep.estimate(folder, news, extractor="llm") if "questions" in line]
    assert "about 1 questions" in told[0]
    assert not folder.exists(), "an estimate makes nothing"
    upkeep.build(folder, news, extractor="llm")
    (tmp_path / "other.txt").write_text("Peru backs a quarry.\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.glob("graph.*")}
    for paths, number in (((news,), 0), ((news, tmp_path / "other.txt"), 1)):
        (line, *_) = upkeep.estimate(folder, *paths, extractor="llm")
        assert f"about {number} questions" in line
    assert "about 1 questions" in next(iter(upkeep.estimate(folder, news, extractor="llm", cached=False)))
    assert {path: path.read_bytes() for path in folder.glob("graph.*")} == before
    assert len(endpoint.asked) == 1


def test_an_estimate_names_the_cost(endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    news = tmp_path / "news.txt"
    news.write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv(llm.PRICE, "1000,4000")
    asked = ["build", str(news), "-o", str(tmp_path / "out"), "--estimate"]
    done = CliRunner().invoke(app, [*asked, "--extractor", "llm"])
    assert done.exit_code == 0
    line = r"test-model: about 1 questions, [\d,]+ tokens in, [\d,]+ out, about \$\d+\.\d\d\n"
    assert re.fullmatch(line, done.stdout)
    refused = CliRunner().invoke(app, asked)
    assert refused.exit_code == 1
    assert "an estimate is for --extractor llm" in refused.stderr
    assert not endpoint.asked
