"""The wheel holds what graphkit needs, and works where there is no checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graphkit import __version__

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow


def run(*command: object, folder: Path, **variables: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made from the source distribution: what one lacks the other lacks, too."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, folder=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with graphkit and nothing else; what it needs is taken from the environment of the tests."""
    folder = tmp_path_factory.mktemp("site")
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, wheel, folder=folder)
    return folder


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_it_holds_the_package_and_the_ontology(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = {f"graphkit/{name}" for name in files(ROOT / "graphkit")}
    assert held == package | {f"graphkit/_ontology/{name}" for name in files(ROOT / "ontology")}
    assert "graphkit/py.typed" in held
    assert any(name.startswith("graphkit/views/templates/") for name in held)


def test_it_says_what_it_is(wheel: Path) -> None:
    assert wheel.name == f"graphkit-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        about = {name.partition(".dist-info/")[2]: name for name in archive.namelist()}
        metadata = archive.read(about["METADATA"]).decode()
        assert "graphkit = graphkit.cli:main" in archive.read(about["entry_points.txt"]).decode()
        assert "licenses/LICENSE" in about
    assert re.search(r"^License-Expression: Apache-2\.0$", metadata, re.MULTILINE)
    assert "who supports, opposes or proposes what" in metadata


def test_its_ontology_is_sound(installed: Path, tmp_path: Path) -> None:
    program = "import graphkit as g; own = g.load_ontology(); own.check(); print(g.__file__, own.folder)"
    where = run(sys.executable, "-c", program, folder=tmp_path, PYTHONPATH=str(installed)).split()
    assert where == [str(installed / "graphkit" / "__init__.py"), str(installed / "graphkit" / "_ontology")]


@pytest.mark.model
def test_it_builds_and_answers(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "berlin.txt").write_text("Germany rejected the carbon tax on Monday.", encoding="utf-8")

    def graphkit(*arguments: str) -> str:
        return run(sys.executable, "-m", "graphkit", *arguments, folder=tmp_path, PYTHONPATH=str(installed))

    assert "graphkit build" in graphkit("init", "debate")
    assert graphkit("--version") == f"graphkit {__version__}\n"
    assert "the shapes hold" in graphkit("build", "berlin.txt", "--check")
    assert "carbon tax" in graphkit("ask", "who-opposes")
