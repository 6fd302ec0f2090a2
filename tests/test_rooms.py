from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parent.parent / "graphkit"

ROOMS = (
    *("errors", "bounded", "model", "labels", "spreadsheets", "writing", "accounts", "joining", "ontology", "naming"),
    *("reading", "repeats", "belief", "extraction", "codebook", "resolution", "cache", "rdf", "store", "network"),
    *("bridges", "views", "export", "merges", "graph", "evaluation", "comparison", "directory", "crew", "harvest"),
    *("cluster", "pipeline", "upkeep", "review", "server", "configuration", "starter", "doctor", "cli", "__main__"),
)
"""Each room imports only from those before it. The package itself comes last: its names are loaded on use."""

ROOT = "graphkit"
NAMED = re.compile(r"graphkit(\.\w+)+:\w+")  # "graphkit.extraction:RuleExtractor", loaded when it is used

MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imports(path: Path) -> Iterator[str]:
    """Full names of all that a module imports, in functions and for type checkers too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: write the full name"
            for alias in node.names:
                below = f"{node.module}.{alias.name}"
                yield below if below in MODULES or alias.name == "__version__" else str(node.module)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and NAMED.fullmatch(node.value):
            yield node.value.partition(":")[0]


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ROOT


def test_every_module_is_in_a_room() -> None:
    assert {room(module) for module in MODULES} <= {*ROOMS, ROOT}


@pytest.mark.parametrize("module", [module for module in MODULES if module != ROOT])
def test_imports_go_one_way(module: str) -> None:
    own = room(module)
    for name in imports(MODULES[module]):
        if name.partition(".")[0] != ROOT or name == "graphkit.__version__":
            continue
        assert name != ROOT, f"{module} imports the package itself; import from the room"
        assert ROOMS.index(room(name)) <= ROOMS.index(own), f"{module} imports {name}, which is above it"


@pytest.mark.parametrize("module", MODULES)
def test_only_extraction_imports_spacy(module: str) -> None:
    if room(module) != "extraction":
        assert not any(name.partition(".")[0] == "spacy" for name in imports(MODULES[module]))


@pytest.mark.parametrize("name", [name for name in ROOMS if (PACKAGE / name).is_dir()])
def test_no_cycle_inside_a_room(name: str) -> None:
    inside = {
        module: {other for other in imports(path) if other in MODULES and room(other) == name}
        for module, path in MODULES.items()
        if room(module) == name
    }
    try:
        TopologicalSorter(inside).prepare()
    except CycleError as error:
        pytest.fail(f"imports in a circle: {' → '.join(error.args[1])}")
