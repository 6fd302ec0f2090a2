"""The site: Markdown in this folder, and what is made of the code each time it is built.

    sphinx-build -W --keep-going -b html docs site

Made and not checked in: reference/command.md from the verbs, reference/terms.md from ontology/graphkit.ttl,
reference/questions.md from ontology/queries/, and copies of what stands elsewhere: notebooks, recipes, changes.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path[:0] = [str(ROOT), str(DOCS)]

from generated import command_page, escaped, moved, questions_page, terms_page  # noqa: E402
from pygments.lexers.special import TextLexer  # noqa: E402

from graphkit import __version__  # noqa: E402

project = "graphkit"
author = "The graphkit developers"
copyright = "The graphkit developers, Apache License 2.0"  # noqa: A001
version = release = __version__

extensions = ["myst_nb", "sphinx.ext.autodoc"]
html_theme = "furo"
html_title = "graphkit"
html_copy_source = False
html_show_sphinx = False
pygments_dark_style = "monokai"

myst_enable_extensions = ["attrs_inline", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # tests/test_notebooks.py runs them, and compares what they show with what is checked in
nb_merge_streams = True

autodoc_member_order = "bysource"
autodoc_class_signature = "separated"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "undoc-members": False, "exclude-members": "__init__,__new__"}
# In a docstring `name` is code.
default_role = "code"
# "object" and "date" in a signature are the types, and not one of the attributes that are called so.
suppress_warnings = ["ref.python"]

MADE = {
    "reference/command.md": command_page(),
    "reference/terms.md": terms_page(),
    "reference/questions.md": questions_page(),
    "project/contributing.md": moved((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")),
    "project/changelog.md": moved((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")),
} | {f"notebooks/{path.name}": moved(path.read_text(encoding="utf-8")) for path in ROOT.glob("notebooks/*.ipynb")}

for folder in ("notebooks", "project"):
    shutil.rmtree(DOCS / folder, ignore_errors=True)
for name, text in MADE.items():
    (DOCS / name).parent.mkdir(exist_ok=True)
    (DOCS / name).write_text(text, encoding="utf-8")


ELSEWHERE = {"](../CONTRIBUTING.md": "](project/contributing.md", "](../notebooks/": "](notebooks/"}
"""Where links that lead out of this folder lead on the site."""


def linked(_app: Sphinx, _name: str, source: list[str]) -> None:
    """Turns the links of a page."""
    for there, here in ELSEWHERE.items():
        source[0] = source[0].replace(there, here)


def setup(app: Sphinx) -> None:
    """What Sphinx calls."""
    app.add_lexer("ledger", TextLexer)
    app.connect("source-read", linked)
    app.connect("autodoc-process-docstring", lambda *told: escaped(told[-1]))
