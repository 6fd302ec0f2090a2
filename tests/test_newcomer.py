"""The first day with graphkit: a folder to begin in, its configuration, what the shell completes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import run
from test_pipeline import write

from graphkit import pipeline
from graphkit.configuration import NAME, read_configuration
from graphkit.graph import OUTPUTS, load
from graphkit.ontology import load_ontology
from graphkit.reading import read
from graphkit.resolution import read_ledger
from graphkit.starter import FILES, start

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pipeline.EXTRACTORS, "rules", "test_pipeline:FakeExtractor")


def configure(text: str) -> None:
    Path(NAME).write_text(text, encoding="utf-8")


# -- init ------------------------------------------------------------------------------------------


@pytest.mark.model
def test_a_new_folder_builds_as_it_stands(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run("init", "debate")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.endswith("\nNext:  cd debate && graphkit build\nThen:  graphkit view\n")
    monkeypatch.chdir(here / "debate")
    built = run("build")
    assert built.exit_code == 0, built.output
    assert "without effect" not in built.stdout
    assert built.stdout.endswith("the shapes hold\n")
    graph = load("output")
    names = {each.id: each.name for each in graph.actors} | {each.id: each.label for each in graph.topics}
    said = {(names[s.actor], s.relation, names[s.object], s.object_text) for s in graph.statements}
    # the ledger made one union of two names, and the codebook one topic of two wordings
    union, ban = "Harbour Workers Union", "ban on night ferries"
    assert {(union, "opposes", ban, "the ban"), ("Northline", "opposes", ban, "a ban on ferries")} <= said
    assert (union, "opposes", "fund for the ferry companies", "the fund for the ferry companies") in said
    (changed,) = graph.ask("changed-side").table()
    assert changed[:2] == ["Elena Petrova", ban]


def test_init_writes_over_nothing(here: Path) -> None:
    mine = write(here / "articles", own="Germany opposes troops.")
    Path("ledger.txt").write_text("# mine\n", encoding="utf-8")
    done = run("init", ".")
    assert done.exit_code == 0
    assert "ledger.txt was here and stays as it is" in done.stdout
    assert "\nNext:  graphkit build\n" in done.stdout
    assert Path("ledger.txt").read_text(encoding="utf-8") == "# mine\n"
    assert [path.name for path in mine.iterdir()] == ["own.txt"]
    again = run("init", ".")
    assert again.exit_code == 1
    assert (
        again.stderr
        == f"graphkit: error: {NAME}: is here already; run `graphkit build` there, or name another folder\n"
    )


def test_init_where_nothing_can_be_written(here: Path) -> None:
    (here / "file").write_text("", encoding="utf-8")
    done = run("init", "file/debate")
    assert done.exit_code == 1
    assert "file/debate: cannot be written (Not a directory); name another folder" in done.stderr


def test_an_init_that_was_broken_off_can_be_run_again(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Path.write_bytes

    def breaks(path: Path, content: bytes) -> int:
        if path.name == NAME:
            raise OSError(28, "No space left on device")
        return plain(path, content)

    monkeypatch.setattr(Path, "write_bytes", breaks)
    assert run("init", "debate").exit_code == 1
    monkeypatch.undo()
    monkeypatch.chdir(here)
    assert run("init", "debate").exit_code == 0
    made = sorted(path.relative_to("debate") for path in Path("debate").rglob("*") if path.is_file())
    assert made == sorted(path.relative_to(FILES) for path in FILES.rglob("*") if path.is_file())


def test_what_init_ships_is_sound() -> None:
    read_ledger(FILES / "ledger.txt", load_ontology().relations)
    for article in read([FILES / "articles"], load_ontology().boilerplate):
        assert article.source.date
        assert article.source.title
    found = read_configuration(FILES)
    assert found is not None
    assert found.output == Path("output")


# -- graphkit.toml ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("fake")
def test_verbs_take_what_is_configured(here: Path) -> None:
    write(here / "news", berlin="Germany opposes troops.", paris="France opposes haste.")
    configure('output = "there"\n[build]\npaths = ["news"]\ncheck = true\n[query]\nformat = "csv"\n')
    assert run("build").stdout.endswith("the shapes hold\n")
    assert sorted(path.name for path in Path("there").iterdir()) == sorted([".graphkit", *OUTPUTS])
    asked = "SELECT ?who { ?who gk:opposes ?what } ORDER BY ?who"
    assert run("query", asked).stdout.splitlines() == [
        "who",
        *(f"{load('there').base}actor/{n}" for n in ("france", "germany")),
    ]
    assert "actor/france" in run("query", asked, "--format", "tsv").stdout
    assert run("ask", "who-opposes", "haste").exit_code == 0
    assert run("why", "Germany").exit_code == 0
    assert run("evaluate", ROOT / "tests" / "gold" / "seeds.yaml").stderr.startswith("graphkit: error: ")
    assert "there/graph.ttl" in run("evaluate", ROOT / "tests" / "gold" / "seeds.yaml").stderr
    assert run("remove", "paris.txt").exit_code == 0
    assert run("build", "news/berlin.txt", "-o", "elsewhere").exit_code == 0
    assert Path("elsewhere/graph.ttl").exists()


@pytest.mark.usefixtures("fake")
def test_what_is_said_on_the_command_line_goes_first(here: Path) -> None:
    write(here / "news", berlin="Germany opposes troops.")
    configure('output = "there"\n[review.export]\nall = true\n[analyse]\nfigures = false\n')
    assert run("build", "news", "-o", "here").exit_code == 0
    assert not Path("there").exists()
    assert run("ask", "actors", "--graph", "here/graph.ttl").exit_code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1", f"{NAME}:1: no verb 'x'; there are output, build, "),
        ("# a\n\n[buidl]", f"{NAME}:3: no verb 'buidl'; did you mean 'build'?"),
        ("[build]\n\npahts = []", f"{NAME}:3: 'graphkit build' has no option 'pahts'; did you mean 'paths'?"),
        ("build.pahts = []", f"{NAME}:1: 'graphkit build' has no option 'pahts'; did you mean 'paths'?"),
        ('[build]\n"pahts" = []', f"{NAME}:2: 'graphkit build' has no option 'pahts'; did you mean 'paths'?"),
        ("build = 1", f"{NAME}:1: 'build' is a table; write [build] and its options below"),
        ("[review]\nexport = 1", f"{NAME}:2: 'export' is a table; write [review.export]"),
        ("[review.export]\nal = true", f"{NAME}:2: 'graphkit review export' has no option 'al'; did you mean 'all'?"),
        ('[analyse]\nleast = "two"', f"{NAME}:2: 'least': "),
        ("[analyse]\nleast = 0", f"{NAME}:2: 'least': "),
        ('[build]\npaths = "a"', f"{NAME}:2: 'paths' is a list; write [\"a\"]"),
        ('[build]\noutput = ["a"]', f"{NAME}:2: 'output' is one value; write \"a\""),
        ("[build]\npaths = [[1]]", f"{NAME}:2: 'paths' is a plain value, no table; mend the value"),
        ("[build]\nledger = {}", f"{NAME}:2: 'ledger' is a plain value, no table; mend the value"),
        ('[build]\ncheck = "yes"', f"{NAME}:2: 'check' is true or false; mend the value"),
        ("[build]\nledger = true", f"{NAME}:2: 'ledger' is not true or false; mend the value"),
        ('[query]\nformat = "txt"', f"{NAME}:2: 'format': no format 'txt'; there are table, csv"),
        ("output = 3", f"{NAME}:1: 'output' is the folder of the graph; write output = \"output\""),
        ("[build]\nverbose = true", f"{NAME}:2: 'graphkit build' has no option 'verbose'"),
        ("[doctor]", f"{NAME}:1: no verb 'doctor'"),
        ("[build]\na = = 1", f"{NAME}:2: no TOML: Invalid value; mend the line"),
        ("[build", f"{NAME}"),
    ],
)
def test_what_is_wrong_in_it_is_told_with_its_line(text: str, message: str) -> None:
    configure(text)
    done = run("ask")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"graphkit: error: {message}")
    assert done.stderr.count("\n") == 1


def test_bytes_that_are_no_text() -> None:
    Path(NAME).write_bytes(b"[build]\nledger = '\xff'\n")
    assert f"{NAME}: not UTF-8 (byte 18); save it as UTF-8" in run("ask").stderr


def test_it_is_refused_before_anything_is_done(here: Path) -> None:
    write(here / "news", berlin="Germany opposes troops.")
    configure("[analyse]\nleats = 1\n")
    assert run("build", "news").exit_code == 1
    assert not Path("output").exists()


def test_init_and_doctor_run_whatever_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphkit.doctor.installation._reading", lambda: iter(()))
    configure("[buidl]")
    assert run("init", "debate").exit_code == 0
    done = run("doctor")
    assert done.exit_code == 3
    assert f"wrong {NAME}: {NAME}:1: no verb 'buidl'; did you mean 'build'?\n1 thing wrong\n" in done.stdout


def test_every_option_has_a_key() -> None:
    text = (FILES / NAME).read_text(encoding="utf-8").replace("# [query]", "[query]").replace("# format", "format")
    configure(text)
    assert run("ask").exit_code == 0


# -- errors that name the next command -------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["build"], "`graphkit init DIR`"),
        (["ask", "actors"], "`graphkit build`"),
        (["query", "ASK {}"], "`graphkit build`"),
        (["why", "x"], "`graphkit build`"),
        (["analyse"], "`graphkit build`"),
        (["view"], "`graphkit build`"),
        (["remove", "x"], "`graphkit build`"),
        (["doctor", "."], "`graphkit build`"),
        (["codebook"], "`graphkit build`"),
        (["export-dna", "x.dna"], "`graphkit build`"),
        (["review", "export", "nowhere", "-o", "x.csv"], "`graphkit build`"),
        (["evaluate", str(ROOT / "tests" / "gold" / "seeds.yaml")], "`graphkit build`"),
        (["diff", "a", "b"], "`graphkit build`"),
    ],
)
def test_without_a_graph_the_next_command_is_named(arguments: list[str], told: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 1
    assert told in done.stderr


@pytest.mark.parametrize(("arguments", "told"), [(["buidl"], "build"), (["build", "--ouput", "x"], "--output")])
def test_what_is_misspelt_is_guessed(arguments: list[str], told: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert told in done.stderr.partition("Error")[2]


# -- completion ------------------------------------------------------------------------------------

BASH = r"""
set -u
source "$SCRIPT"
complete_line() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _graphkit_completion graphkit
    (( ${#COMPREPLY[@]} )) && printf '%s\n' "${COMPREPLY[@]}"
}
"""


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "graphkit"
    code = "import sys; sys.argv[0] = 'graphkit'; from graphkit.cli import main; main()"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -P -c "{code}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    found = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "SCRIPT": str(folder / "completion")}
    written = subprocess.run(["graphkit", "--show-completion", "bash"], env=found, capture_output=True, check=True)
    (folder / "completion").write_bytes(written.stdout)
    return found


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("graphkit do", ["doctor"]),
        ("graphkit ask who-", ["who-opposes", "who-proposes", "who-supports"]),
        ("graphkit ask stances-of Ke", [r"Keir\ Starmer"]),
        ("graphkit ask stances-of '\"Keir S'", ["Keir Starmer"]),
        (r"graphkit ask evidence Keir\\\ Starmer US", [r"US\ engagement", r"US\ security\ guarantee"]),
        ("graphkit ask stances-of US", []),
        ("graphkit why Vol", [r"Volodymyr\ Zelensky"]),
        ("graphkit view --focus Russ", ["Russia"]),
        ("graphkit analyse --duplicates w", ["week"]),
        ("graphkit query x --format t", ["table", "tsv", "turtle"]),
    ],
)
def test_bash_completes(line: str, offered: list[str], here: Path, shell: dict[str, str]) -> None:
    shutil.copytree(ROOT / "output", here / "graph")
    configure('output = "graph"\n')
    script = f"{BASH}\ncomplete_line {line.partition(' ')[0]} {line.partition(' ')[2]}\n"
    done = subprocess.run(["bash", "-c", script], env=shell, capture_output=True, text=True, check=False)
    assert (done.stdout.splitlines(), done.stderr) == (offered, "")


ZSH = r"""
compdef() { : }
_arguments() { print -rl -- "$@" }
source "$SCRIPT"
words=(graphkit ask stances-of Ke) CURRENT=4
_graphkit_completion
"""
"""What zsh's own completion calls, and shows, said line by line."""

FISH = 'source "$SCRIPT"; complete -C "graphkit ask stances-of Ke"'


@pytest.mark.parametrize(("name", "begins"), [("zsh", "#compdef graphkit\n"), ("fish", "complete --command graphkit ")])
def test_the_script_of_another_shell_is_shown(name: str, begins: str, shell: dict[str, str]) -> None:
    done = subprocess.run(
        ["graphkit", "--show-completion", name], env=shell, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(begins)
    assert f"_GRAPHKIT_COMPLETE=complete_{name}" in done.stdout


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("--show-completion tcsh", "--show-completion 'tcsh': there is bash, zsh, fish, powershell, pwsh"),
        ("--install-completion zsh", "--install-completion 'zsh': run it in zsh, without the name"),
    ],
)
def test_a_shell_that_cannot_be_served_is_told(line: str, told: str, shell: dict[str, str]) -> None:
    done = subprocess.run(["graphkit", *line.split()], env=shell, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"graphkit: error: {told}\n")


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("graphkit do", ["doctor"]),
        ("graphkit ask who-", ["who-opposes", "who-proposes", "who-supports"]),
        ("graphkit ask stances-of Ke", ["Keir Starmer"]),
        ("graphkit analyse --duplicates w", ["week"]),
        ("graphkit why Nob", []),
    ],
)
def test_zsh_and_fish_are_offered_the_same(line: str, offered: list[str], here: Path, shell: dict[str, str]) -> None:
    shutil.copytree(ROOT / "output", here / "graph")
    configure('output = "graph"\n')
    asked = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    for name in ("zsh", "fish"):
        words = asked | {"_GRAPHKIT_COMPLETE": f"complete_{name}"}
        done = subprocess.run(["graphkit"], env=shell | words, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        for each in offered:
            assert each in done.stdout, name
        assert bool(offered) == ("_arguments" in done.stdout if name == "zsh" else bool(done.stdout.strip()))


@pytest.mark.parametrize(("name", "program"), [("zsh", ["zsh", "-f", "-c", ZSH]), ("fish", ["fish", "-c", FISH])])
def test_other_shells_complete(name: str, program: list[str], here: Path, shell: dict[str, str]) -> None:
    if not shutil.which(name):
        pytest.skip(f"no {name} here")
    shutil.copytree(ROOT / "output", here / "graph")
    configure('output = "graph"\n')
    shown = subprocess.run(["graphkit", "--show-completion", name], env=shell, capture_output=True, check=True)
    (here / "script").write_bytes(shown.stdout)
    told = shell | {"SCRIPT": str(here / "script"), "HOME": str(here)}
    done = subprocess.run(program, env=told, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Keir Starmer" in done.stdout
    assert "Emmanuel Macron" not in done.stdout


def test_where_nothing_is_known_nothing_is_offered_and_nothing_said(shell: dict[str, str]) -> None:
    configure("[broken")
    words = {"_GRAPHKIT_COMPLETE": "complete_bash", "COMP_WORDS": "graphkit\nwhy\nRus", "COMP_CWORD": "2"}
    done = subprocess.run(["graphkit"], env=shell | words, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_start_tells_what_it_made(here: Path) -> None:
    done = start(here / "debate")
    assert {path.name for path in done.made} >= {NAME, "ledger.txt", "codebook.ttl"}
    assert done.kept == ()
