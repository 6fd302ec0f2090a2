"""Whether graphkit can work here: Python, libraries, model, ontology, a sentence read, a place to write."""

from __future__ import annotations

import importlib
import platform
import sqlite3
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.configuration import NAME, read_configuration
from graphkit.doctor.findings import Finding
from graphkit.errors import GraphkitError
from graphkit.starter import ARTICLES, FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from packaging.requirements import Requirement

PACKAGE = "graphkit"

LEAST = (3, 11)
"""The first release of Python that will do."""

SAID = ("Northline", "opposes", "ban on night ferries")
"""What one sentence of the example articles says."""

_DEVELOPERS = ("dev", "docs")
_AGAIN = "install graphkit again: pip install --force-reinstall graphkit"


def examine_installation(folder: Path | str = ".") -> Iterator[Finding]:
    """What there is to say of this installation, and of `folder` as a place to work in, one after the other."""
    yield _python()
    examinations: dict[str, Callable[[], Iterator[Finding]]] = {
        "libraries": _libraries,
        "stores": _engines,
        "ontology": _ontology,
        "model": _reading,
        "extras": _extras,
        "folder": lambda: _place(Path(folder)),
    }
    for what, examine in examinations.items():
        try:
            yield from examine()
        except ImportError as error:  # a library is missing, or broken
            yield Finding("wrong", what, f"cannot be examined ({error})", _AGAIN)
    yield Finding("ok", "browser", "any shows graph.html; none is needed to build it")


def _python() -> Finding:
    found = platform.python_version()
    if sys.version_info[:2] < LEAST:
        return Finding("wrong", "Python", found, f"install Python {'.'.join(map(str, LEAST))} or newer")
    return Finding("ok", "Python", f"{found} ({sys.executable})")


def _libraries() -> Iterator[Finding]:
    required = _required()
    if required is None:
        yield Finding("note", PACKAGE, f"runs from {FILES.parent.parent} and is not installed", "pip install -e .")
        return
    yield Finding("ok", PACKAGE, f"{metadata.version(PACKAGE)} ({FILES.parent.parent})")
    wrong = []
    needed = [each for each in required if each.marker is None or each.marker.evaluate({"extra": ""})]
    for each in needed:
        found = _version(each.name)
        if found is None or not each.specifier.contains(found, prereleases=True):
            wrong.append(f"{each.name} is {found or 'missing'}, wanted is {each.specifier or 'any'}")
    if wrong:
        yield Finding("wrong", "libraries", ", ".join(wrong), _AGAIN)
    else:
        yield Finding("ok", "libraries", f"{len(needed)} as they are wanted; spaCy {_version('spacy')}")


def _engines() -> Iterator[Finding]:
    """Whether the libraries that are written in other languages work on this machine."""
    try:
        import pyoxigraph

        with tempfile.TemporaryDirectory() as folder:
            store = pyoxigraph.Store(str(Path(folder) / "store"))
            store.load(b"<urn:a> <urn:b> <urn:c> .", format=pyoxigraph.RdfFormat.N_TRIPLES)
            held = len(store)
            del store
    except (ImportError, OSError) as error:
        yield Finding("wrong", "stores", f"Oxigraph does not work here ({error})", _AGAIN)
        return
    told = f"Oxigraph {pyoxigraph.__version__}, SQLite {sqlite3.sqlite_version}"
    yield Finding("ok" if held == 1 else "wrong", "stores", told, "" if held == 1 else _AGAIN)


def _ontology() -> Iterator[Finding]:
    from graphkit.ontology import load_ontology

    try:
        ontology = load_ontology()
        ontology.check()
    except GraphkitError as error:
        yield Finding("wrong", "ontology", str(error), _AGAIN)
        return
    told = f"{', '.join(ontology.relations)}; {len(ontology.questions)} questions ({ontology.folder})"
    yield Finding("ok", "ontology", told)


def _reading() -> Iterator[Finding]:
    from graphkit.ontology import load_ontology
    from graphkit.pipeline import build

    try:
        parsing = importlib.import_module("graphkit.extraction.parsing")
        parsing.load_model()
        yield Finding("ok", "model", f"{parsing.model_version()}; its weights are those that were recorded")
        from graphkit.extraction import RuleExtractor

        graph = build(FILES / ARTICLES, extractor=RuleExtractor(load_ontology()))
    except GraphkitError as error:
        yield Finding("wrong", "model", str(error), "" if "install" in str(error) else _AGAIN)
        return
    except ImportError as error:
        yield Finding("wrong", "model", f"cannot be used ({error})", _AGAIN)
        return
    names = {each.id: each.name for each in graph.actors} | {each.id: each.label for each in graph.topics}
    if SAID in {(names[each.actor], each.relation, names[each.object]) for each in graph.statements}:
        yield Finding("ok", "reading", f"the example articles say that {' '.join(SAID)}")
    else:
        yield Finding("wrong", "reading", f"the example articles do not say that {' '.join(SAID)}", _AGAIN)


def _extras() -> Iterator[Finding]:
    required = _required()
    if required is None:
        return
    extras = [name for name in metadata.metadata(PACKAGE).get_all("Provides-Extra") or () if name not in _DEVELOPERS]
    for extra in extras:
        wanted = [each for each in required if each.marker and each.marker.evaluate({"extra": extra})]
        wanted = [each for each in wanted if not each.marker.evaluate({"extra": ""})]  # type: ignore[union-attr]
        names = sorted({each.name for each in wanted} - {PACKAGE})
        if not names:  # one that gathers others
            continue
        missing = [name for name in names if _version(name) is None]
        if missing:
            yield Finding(
                "note", f"extra {extra}", f"{', '.join(missing)} not installed", f"pip install 'graphkit[{extra}]'"
            )
        else:
            yield Finding("ok", f"extra {extra}", ", ".join(f"{name} {_version(name)}" for name in names))


def _place(folder: Path) -> Iterator[Finding]:
    from graphkit.graph import ready

    try:
        ready(folder)
        yield Finding("ok", "folder", f"{folder.resolve()} can be written")
    except GraphkitError as error:
        yield Finding("wrong", "folder", str(error))
    try:
        if read_configuration(folder) is None:
            yield Finding("note", NAME, "none here", "`graphkit init DIR` makes a folder with one")
    except GraphkitError as error:
        yield Finding("wrong", NAME, str(error))


def _required() -> list[Requirement] | None:
    """What the installed package asks for, or None where it is not installed."""
    from packaging.requirements import Requirement

    try:
        return [Requirement(line) for line in metadata.requires(PACKAGE) or ()]
    except metadata.PackageNotFoundError:
        return None


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
