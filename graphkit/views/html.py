"""A StanceGraph as one page that opens from a file, loads nothing and executes nothing of an article."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyvis
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from graphkit import __version__
from graphkit.errors import OutputError
from graphkit.network import to_networkx
from graphkit.rdf import BASE
from graphkit.rdf.namespaces import VOCABULARIES
from graphkit.views.camps import drawn_camps, sides
from graphkit.views.division import division
from graphkit.views.evidence import evidence
from graphkit.views.labels import visible
from graphkit.views.picture import counted, draw, line_styles, relation_order, undrawn
from graphkit.writing import write_whole

if TYPE_CHECKING:
    import networkx as nx

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology, Term

TITLE = "Who supports, opposes or proposes what"

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_STYLES = ("base", "header", "signs", "picture", "drawer", "panel", "sheets", "footer", "narrow", "print")
_SCRIPTS = (
    *("dom", "state", "filters", "theme", "camps", "scene", "pens", "drawing", "panel", "overview", "controls"),
    *("search", "matrix", "timeline", "table", "share", "address", "main"),
)
"""In this order they are one stylesheet, and one script in one scope."""


def to_html(graph: StanceGraph, ontology: Ontology, path: Path, title: str = TITLE, base: str = BASE) -> None:
    """Writes the graph as a page; the same graph and title give the same bytes.

    `base` is that of the Turtle beside it, for the SPARQL that the page gives.

    Raises OutputError where the file cannot be written and GraphError as `to_networkx` does.
    """
    write_whole(path, page(graph, ontology, title, base).encode("utf-8"))


def page(graph: StanceGraph, ontology: Ontology, title: str = TITLE, base: str = BASE) -> str:
    """The page as text. Raises GraphError as `to_networkx` does."""
    network = to_networkx(graph, ontology)
    standing = sides(graph, network, ontology)
    drawn = draw(network, standing)
    drawn.heading = visible(title) or TITLE
    # pyvis loads a stylesheet from the web and takes words of the data for markup: its data, our template.
    drawn.templateEnv = _environment()
    drawn.templateEnv.globals |= {
        "told": evidence(graph)
        | _legend(network, ontology)
        | _addresses(base)
        | {"rest": undrawn(network), "camps": drawn_camps(network, standing.home)}
        | {"division": division(graph, network, ontology)},
        "about": _about(graph, network),
    }
    drawn.path = "page.html"
    return str(drawn.generate_html())


def embedded(value: Any) -> Markup:
    """The value as JSON that neither ends a script element nor hides anything from who reads the source."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Markup(text.translate(_Escapes()))  # noqa: S704 - escaped one by one


class _Escapes(dict[int, str]):
    """How each character stands in the JSON of a page; filled as they come."""

    def __missing__(self, code: int) -> str:
        self[code] = _escaped(chr(code))
        return self[code]


def _escaped(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"  # half of a pair is no text, and UTF-8 has no way to write it
    if character in "<>&" or category in ("Cc", "Cf", "Co", "Zl", "Zp"):
        code = character.encode("utf-16-be").hex()
        return "".join(f"\\u{code[start : start + 4]}" for start in range(0, len(code), 4))
    return character


def _environment() -> Environment:
    library, style, script = _library(), _style(), _script()
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"embedded": embedded, "counted": counted, "fromjson": json.loads}
    environment.globals |= {
        "library": Markup(library),  # noqa: S704 - ours and vis-network's
        "style": Markup(style),  # noqa: S704
        "script": Markup(script),  # noqa: S704
        "policy": Markup(_policy(style, library, script)),  # noqa: S704
    }
    return environment


def _policy(style: str, *scripts: str) -> str:
    """What the page may do: run exactly its own scripts and styles, and load nothing."""
    allowed = " ".join(f"'{_hashed(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src '{_hashed(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hashed(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _template(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    return "\n".join(_template(f"{name}.css") for name in _STYLES)


@cache
def _script() -> str:
    return "(() => {\n'use strict';\n" + "\n".join(_template(f"{name}.js") for name in _SCRIPTS) + "})();\n"


@cache
def _library() -> str:
    """vis-network as pyvis ships it; line ends as a browser reads them, for the policy counts every byte."""
    folder = Path(pyvis.__file__).resolve().parent
    found = sorted(folder.glob("templates/lib/vis-*/vis-network.min.js"))
    if not found:
        raise OutputError(f"{folder}: pyvis comes without vis-network; install pyvis 0.3.2")
    return found[-1].read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _legend(network: nx.MultiDiGraph[str], ontology: Ontology) -> dict[str, Any]:
    styles = line_styles(ontology.relations)
    there = {network.nodes[node]["kind"] for node in network}
    return {
        "relations": [
            _term(relation)
            | {"polarity": relation.polarity, "dashes": styles[relation.name][0], "head": styles[relation.name][1]}
            for relation in relation_order(ontology.relations)
        ],
        "kinds": [
            *(_term(kind) | {"type": "actor"} for name, kind in sorted(ontology.kinds.items()) if name in there),
            *(_term(term) | {"type": "topic"} for term in (ontology.topic,) if term.name in there),
        ],
    }


def _addresses(base: str) -> dict[str, str]:
    used = ("gk", "oa", "prov", "rdf", "rdfs", "schema", "xsd")
    return {"base": base, "prefixes": "".join(f"PREFIX {name}: <{VOCABULARIES[name]}>\n" for name in used)}


def _term(term: Term) -> dict[str, Any]:
    return {"name": term.name, "label": term.label, "comment": term.comment, "colour": term.colour}


def _about(graph: StanceGraph, network: nx.MultiDiGraph[str]) -> dict[str, Any]:
    days = sorted(article.date.isoformat() for article in graph.articles if article.date)
    drawn = sum(data["weight"] for _, _, data in network.edges(data=True))
    return {
        "articles": len(graph.articles),
        "statements": len(graph.statements),
        "undrawn": len(graph.statements) - drawn,
        "version": __version__,
        "days": (days[0], days[-1]) if days else None,
    }
