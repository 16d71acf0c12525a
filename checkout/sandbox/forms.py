"""Reading Stripe's form encoding strictly: nested names, typed values, nothing unknown. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal
from urllib.parse import parse_qsl

from checkout.sandbox.problems import ApiProblem, invalid

Kind = Literal["text", "whole", "flag", "texts", "map"]
Fields = Mapping[str, "Kind | Fields"]
DEEPEST = 5


def parse(encoded: str) -> list[tuple[str, str]]:
    """Split a query string or a form body.

    Raises:
        ApiProblem: it is not form encoding, or holds a NUL.
    """
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, strict_parsing=bool(encoded), max_num_fields=200)
    except ValueError as error:
        raise invalid("Invalid form encoding.") from error
    if any("\x00" in value for _, value in pairs):
        raise invalid("Invalid character.")
    return pairs


def nest(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Turn ``a[b][c]=1`` into ``{"a": {"b": {"c": "1"}}}``.

    Raises:
        ApiProblem: a name is malformed, repeated, or used both as a value and as a group.
    """
    tree: dict[str, Any] = {}
    for name, value in pairs:
        steps = _steps(name)
        place = tree
        for key in steps[:-1]:
            place = place.setdefault(key, {})
            if not isinstance(place, dict):
                raise invalid(f"Invalid name: {name}", param=name)
        if steps[-1] in place:
            raise invalid(f"Repeated parameter: {name}", param=name)
        place[steps[-1]] = value
    return tree


def _steps(name: str) -> list[str]:
    head, *rest = name.split("[")
    if any(not part.endswith("]") for part in rest) or len(rest) > DEEPEST:
        raise invalid(f"Invalid name: {name}", param=name)
    return [head, *(part[:-1] for part in rest)]


def read(tree: Mapping[str, Any], fields: Fields, prefix: str = "") -> dict[str, Any]:
    """Check a tree against the known fields and give its values their types.

    Raises:
        ApiProblem: ``parameter_unknown``, or a value of the wrong kind.
    """
    values: dict[str, Any] = {}
    for name, value in tree.items():
        param = f"{prefix}[{name}]" if prefix else name
        if name not in fields:
            raise invalid(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)
        kind = fields[name]
        values[name] = _value(kind, value, param) if isinstance(kind, str) else _group(kind, value, param)
    return values


def _group(fields: Fields, value: object, param: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise invalid(f"Invalid object: {param}", param=param)
    return read(value, fields, param)


def _value(kind: Kind, value: object, param: str) -> Any:  # noqa: ANN401
    match kind, value:
        case "text", str():
            return value
        case "whole", str() if value.removeprefix("-").isdigit() and value.isascii():
            return int(value)
        case "whole", _:
            raise invalid(f"Invalid integer: {value}", code="parameter_invalid_integer", param=param)
        case "flag", "true" | "false":
            return value == "true"
        case "texts", Mapping():
            return list(value.values())
        case "map", Mapping() if all(isinstance(entry, str) for entry in value.values()):
            return dict(value)
        case _:
            raise invalid(f"Invalid value: {param}", param=param)


def require(values: Mapping[str, Any], *names: str) -> None:
    """Refuse a request in which one of the names is missing.

    Raises:
        ApiProblem: ``parameter_missing``.
    """
    for name in names:
        if name not in values:
            raise missing(name)


def missing(param: str) -> ApiProblem:
    """Build the problem of a missing parameter."""
    return invalid(f"Missing required param: {param}.", code="parameter_missing", param=param)
