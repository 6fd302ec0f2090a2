"""Pages that are made of the code and the ontology, as Markdown."""

from __future__ import annotations

import re
from typing import Any

import rdflib
import typer
from rdflib import OWL, RDF, RDFS

from graphkit.cli import app
from graphkit.ontology import NAMESPACE, load_ontology

GK = rdflib.Namespace(NAMESPACE)
KINDS = (
    ("Classes", OWL.Class),
    ("Relations between actor and object", GK.Stance),
    ("Ways in which a stance is held", GK.Modality),
    ("Properties that lead to nodes", OWL.ObjectProperty),
    ("Properties that lead to values", OWL.DatatypeProperty),
    ("Annotations", OWL.AnnotationProperty),
)
"""The sections of the page of terms. A term stands in the first one that fits, relations before properties."""


# -- the command ---------------------------------------------------------------------------------------


def command_page() -> str:
    """All verbs with their arguments, options and examples."""
    group: Any = typer.main.get_command(app)
    lines = ["# The command", "", _plain(group.help), "", *_options(group), ""]
    for name, verb in group.commands.items():
        inner = getattr(verb, "commands", None)
        for path, each in [(f"{name} {sub}", inner[sub]) for sub in inner] if inner else [(name, verb)]:
            lines += [f"## graphkit {path}", "", _plain(each.help), "", *_usage(path, each)]
            lines += [*_options(each), "", *_examples(each.epilog), ""]
    return "\n".join(lines)


def _usage(path: str, verb: Any) -> list[str]:
    arguments = [_metavar(each) for each in verb.params if each.param_type_name == "argument"]
    return ["```text", " ".join(["graphkit", path, "[OPTIONS]", *arguments]), "```", ""]


def _options(verb: Any) -> list[str]:
    rows = []
    for each in verb.params:
        if each.param_type_name == "argument":
            name = f"`{_metavar(each)}`"
        else:
            metavar = "" if each.is_flag else " " + _metavar(each)
            name = ", ".join(f"`{opt}`" for opt in [*each.opts, *each.secondary_opts])
            name = name.removesuffix("`") + metavar + "`" if metavar.strip() else name
        default = "" if each.default in (None, False, (), []) or callable(each.default) else f"`{each.default}`"
        if each.param_type_name == "option" and each.is_flag:
            default = ""
        rows.append(f"| {_cell(name)} | {_cell(_plain(each.help))} | {_cell(default)} |")
    return ["| | | default |", "|---|---|---|", *rows] if rows else []


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _examples(epilog: str | None) -> list[str]:
    commands = re.findall(r"^\s*\$ (.*)$", epilog or "", re.MULTILINE)
    return ["```sh", *commands, "```"] if commands else []


def _plain(text: str | None) -> str:
    """Without the markup of a terminal, and on one line a paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in (text or "").split("\n\n"))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# -- the ontology --------------------------------------------------------------------------------------


def terms_page() -> str:
    """The page of ontology/graphkit.ttl: each term with its IRI, comment and place among the others."""
    ontology = load_ontology()
    graph = rdflib.Graph().parse(data=ontology.vocabulary, format="turtle")
    head = next(graph.subjects(RDF.type, OWL.Ontology))
    lines = [
        f"# Terms of the ontology\n\n{graph.value(head, RDFS.comment)}\n",
        f"Namespace `gk:` is `{NAMESPACE}`. Made of `ontology/graphkit.ttl`.\n",
        "[What is in a graph](../ontology.md) tells what the terms are for.\n",
    ]
    told: set[Any] = set()
    for title, class_ in KINDS:
        found = sorted(set(graph.subjects(RDF.type, class_)) - told)
        told |= set(found)
        lines += [f"## {title}\n", *(_term(graph, iri) for iri in found if str(iri).startswith(NAMESPACE))]
    return "\n".join(lines)


def _term(graph: rdflib.Graph, iri: Any) -> str:
    name = str(iri).removeprefix(NAMESPACE)
    facts = [
        (told, [_short(graph, value) for value in sorted(graph.objects(iri, predicate))])
        for told, predicate in (
            ("a kind of", RDFS.subClassOf),
            ("of", RDFS.domain),
            ("leads to", RDFS.range),
            ("its negation says", GK.reverse),
            ("polarity", GK.polarity),
            ("colour", GK.colour),
        )
    ]
    said = "; ".join(f"{told} {', '.join(values)}" for told, values in facts if values)
    comment = str(graph.value(iri, RDFS.comment))
    label = str(graph.value(iri, RDFS.label))
    return f"### gk:{name}\n\n*{label}.* {comment}\n" + (f"\n{said[0].upper()}{said[1:]}.\n" if said else "")


def _short(graph: rdflib.Graph, value: Any) -> str:
    return f"`{value.n3(graph.namespace_manager)}`" if isinstance(value, rdflib.URIRef) else f"`{value}`"


def questions_page() -> str:
    """The named questions, with what may be said of their parameters, and their queries."""
    lines = [
        "# The named questions\n\nMade of `ontology/queries/`. How they are asked: [asking a graph](../querying.md).\n"
    ]
    for name, question in load_ontology().questions.items():
        lines += [f"## {name}\n", f"{question.title}\n"]
        lines += [f"- `{parameter}`: {what}" for parameter, what in question.parameters]
        query = "\n".join(line for line in question.sparql.splitlines() if not line.startswith("#")).strip()
        lines += [f"\n```sh\n{question.example}\n```\n", f"```text\n{query}\n```\n"]
    return "\n".join(lines)


# -- what stands outside docs/ ---------------------------------------------------------------------------


def moved(text: str) -> str:
    """A page, or a notebook, of another folder of the repository, with its links as they are from one below docs/."""
    pages = {"README.md": "../index.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
    text = re.sub(r"\]\((?:\.\./)?docs/", "](../", text)
    text = re.sub(r"\[([^\]]+)\]\(LICENSE\)", r"\1", text)
    return re.sub(r"\]\((README|CHANGELOG|CONTRIBUTING)\.md(#[\w-]+)?\)", lambda at: f"]({pages[at[1] + '.md']})", text)


# -- docstrings ----------------------------------------------------------------------------------------


def escaped(lines: list[str]) -> None:
    """Makes docstrings, which are written for people, reStructuredText: what stands out there means nothing here."""
    if re.match(r"Alias for field number \d+$", "".join(lines)):
        lines.clear()  # what Python says of each field of a NamedTuple says nothing
    code = _code(lines)
    for number, line in enumerate(lines):
        if number in code or line.startswith((">>> ", "... ")):
            continue
        # Outside `code` a star or a bar is a star or a bar, but for the star of a list.
        bullet, text = (line[: _indent(line) + 2], line.lstrip()[2:]) if _in_list(line) else ("", line)
        parts = re.split(r"(``.*?``|`[^`]*`)", text)
        lines[number] = bullet + "".join(
            part if index % 2 else re.sub(r"([*|])", r"\\\1", part) for index, part in enumerate(parts)
        )
    for number in range(len(lines) - 1, -1, -1):
        if number in code:
            if number - 1 not in code:
                lines[number:number] = ["::", ""]
            continue
        # A list, a list in a list or an indented block begins a paragraph.
        here, before = lines[number], lines[number - 1] if number else ""
        deeper = _indent(here) > _indent(before) and here.strip() and (_in_list(here) or not _in_list(before))
        if before.strip() and (deeper or (_in_list(here) and not _in_list(before))):
            lines.insert(number, "")


def _code(lines: list[str]) -> set[int]:
    """The numbers of the lines of blocks that are set in by four blanks below a paragraph: they are code."""
    code: set[int] = set()
    paragraph = ""
    for number, line in enumerate(lines):
        begins = not paragraph.startswith(" ") and not _in_list(paragraph) and number and not lines[number - 1].strip()
        if line.startswith("    ") and (begins or number - 1 in code):
            code.add(number)
        elif not line.strip() and number - 1 in code and any(each.strip() for each in lines[number:]):
            following = next(each for each in lines[number:] if each.strip())
            if following.startswith("    "):
                code.add(number)
        if line.strip():
            paragraph = line
    return code


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _in_list(line: str) -> bool:
    return re.match(r"\s*\* ", line) is not None
