"""What `graphkit.toml` says, as defaults of the verbs: each key is an option or argument of its verb."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from graphkit.cli.options import GRAPH
from graphkit.configuration import NAME, OUTPUT, Configuration, read_configuration
from graphkit.errors import InputError

UNCONFIGURED = ("init", "doctor")
"""Verbs that run whatever the file says: they mend it."""

_NEVER = ("help", "version", "verbose", "install-completion", "show-completion")


def defaults(ctx: Any) -> dict[str, Any]:
    """The defaults that the file in the working directory gives to every verb of a command, by verb and parameter.

    Raises InputError, with file, line and remedy, for what is no verb, no option of it, or no value for it.
    """
    found = read_configuration()
    return {} if found is None else bound(ctx, found)


def bound(ctx: Any, found: Configuration) -> dict[str, Any]:
    """The defaults that a configuration gives. Raises InputError as `defaults` does."""
    verbs = _verbs(ctx.command)
    known = [name for name in verbs if name not in UNCONFIGURED]
    for name, value in found.values.items():
        if name == OUTPUT:
            continue
        if name not in known:
            raise InputError(f"{found.place(name)}: no verb '{name}'{_near(name, [OUTPUT, *known])}")
        if not isinstance(value, Mapping):
            raise InputError(f"{found.place(name)}: '{name}' is a table; write [{name}] and its options below")
    return {name: _of_verb(ctx, verbs[name], (name,), found) for name in known}


def graph_file() -> Path:
    """The graph that is meant where none is named. Raises InputError for a broken configuration."""
    found = read_configuration()
    return found.output / GRAPH.name if found is not None and found.output is not None else GRAPH


def _of_verb(ctx: Any, command: Any, names: tuple[str, ...], found: Configuration) -> dict[str, Any]:
    said: Any = found.values
    for name in names:
        said = said.get(name, {})
    if inner := _verbs(command):
        _refuse_unknown(said, list(inner), names, found)
        return {name: _of_verb(ctx, inner[name], (*names, name), found) for name in inner}
    parameters = {key: each for each in command.params if (key := _key(each)) not in _NEVER}
    _refuse_unknown(said, list(parameters), names, found)
    values = _folder(parameters, found)
    local = type(ctx)(command, parent=ctx, info_name=names[-1], resilient_parsing=True)
    for key, value in said.items():
        values[parameters[key].name] = _value(local, parameters[key], value, found.place(*names, key), key)
    return values


def _refuse_unknown(said: Any, known: list[str], names: tuple[str, ...], found: Configuration) -> None:
    if not isinstance(said, Mapping):
        raise InputError(f"{found.place(*names)}: '{names[-1]}' is a table; write [{'.'.join(names)}]")
    for key in said:
        if key not in known:
            verb = " ".join(names)
            raise InputError(f"{found.place(*names, key)}: 'graphkit {verb}' has no option '{key}'{_near(key, known)}")


def _value(ctx: Any, parameter: Any, value: Any, place: str, key: str) -> Any:
    many = parameter.nargs == -1 or getattr(parameter, "multiple", False)
    flag = getattr(parameter, "is_flag", False)
    if flag != isinstance(value, bool):
        raise InputError(f"{place}: '{key}' {'is true or false' if flag else 'is not true or false'}; mend the value")
    if many != isinstance(value, list):
        raise InputError(f"{place}: '{key}' is {'a list' if many else 'one value'}; write {_example(value, many)}")
    if isinstance(value, Mapping) or any(isinstance(each, list | Mapping) for each in (value if many else ())):
        raise InputError(f"{place}: '{key}' is a plain value, no table; mend the value")
    if flag:
        return value
    written: Any = [str(each) for each in value] if many else str(value)
    try:
        parameter.process_value(ctx, written)
    except typer.BadParameter as error:
        raise InputError(f"{place}: '{key}': {' '.join(error.message.split())} Mend the value") from error
    return written


def _folder(parameters: Mapping[str, Any], found: Configuration) -> dict[str, Any]:
    """The folder of the graph, for whatever parameter would else be the one of the default."""
    if (folder := found.output) is None:
        return {}
    instead = {str(GRAPH): folder / GRAPH.name, str(GRAPH.parent): folder}
    values = parameters.values()
    return {each.name: str(instead[str(each.default)]) for each in values if str(each.default) in instead}


def _verbs(command: Any) -> dict[str, Any]:
    return dict(getattr(command, "commands", None) or {})


def _key(parameter: Any) -> str:
    """What a parameter is called in the file: its longest name without dashes."""
    names = [*parameter.opts, *parameter.secondary_opts] if parameter.param_type_name == "option" else [parameter.name]
    longest = max(
        (name for name in names if not name.startswith("--no-") or len(names) == 1), key=len, default=names[0]
    )
    return str(longest).lstrip("-")


def _near(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else f"; there are {', '.join(known)}"


def _example(value: Any, many: bool) -> str:
    first = value if many else next(iter(value), "")
    return f'["{first}"]' if many else f'"{first}"'


__all__ = ["NAME", "UNCONFIGURED", "bound", "defaults", "graph_file"]
