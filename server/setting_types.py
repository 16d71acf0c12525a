"""What one setting is made of: its declaration, and parsers that say in words what its text must be."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


class Unfit(ValueError):
    """The text does not fit; its message completes the sentence "NAME ..."."""


def setting(
    env: str,
    parse: Callable[[str], object],
    default: object,
    doc: str,
    *,
    shown: str | None = None,
    secret: bool = False,
) -> Any:  # noqa: ANN401 - as dataclasses.field, it is typed as its default
    """Declare one row of the table of settings.

    Args:
        env: The variable's name.
        parse: Turns the variable's text into the value, or raises `Unfit`.
        default: The value when the variable is unset or empty.
        doc: What an operator reads in docs/settings.md.
        shown: How the default reads there, when the value itself would not say it.
        secret: Keep the value out of reprs, error sentences and logs.
    """
    metadata = {"env": env, "parse": parse, "doc": doc, "shown": shown, "secret": secret}
    return field(default=default, repr=not secret, metadata=metadata)


def text(value: str) -> str:
    """Any text."""
    return value


def path(value: str) -> Path:
    """A path, with `~` expanded."""
    return Path(value).expanduser()


def flag(value: str) -> bool:
    """Yes or no, in the usual spellings."""
    word = value.lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise Unfit("must be yes or no")


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number within `low` and `high`, both included."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"\d{1,12}", value, re.ASCII) or not low <= int(value) <= high:
            raise Unfit(f"must be a whole number from {low} to {high}")
        return int(value)

    return parse


def one_of(*words: str) -> Callable[[str], str]:
    """One of a few words."""

    def parse(value: str) -> str:
        if value not in words:
            raise Unfit(f"must be one of {', '.join(words)}")
        return value

    return parse


def url(*schemes: str) -> Callable[[str], str]:
    """A URL of one of these schemes, with a host unless it names a file."""

    def parse(value: str) -> str:
        parts = urlsplit(value)
        try:
            port_is_fine = parts.port is None or parts.port > 0
        except ValueError:
            port_is_fine = False
        has_place = bool(parts.hostname) or parts.scheme.startswith("sqlite")
        if parts.scheme not in schemes or not has_place or not port_is_fine:
            raise Unfit(f"must be a URL that starts with {' or '.join(f'{s}://' for s in schemes)}")
        return value

    return parse


def database(value: str) -> str:
    """A database's URL; hosting platforms shorten PostgreSQL's scheme, SQLAlchemy does not."""
    checked = url("sqlite", "postgresql", "postgresql+asyncpg", "postgres")(value)
    return re.sub("^postgres:", "postgresql:", checked)


def origin(value: str) -> str:
    """A web origin (RFC 6454): scheme, host and port, without a path; lower case."""
    parts = urlsplit(url("http", "https")(value))
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise Unfit("must be only http(s)://host or http(s)://host:port, without a path")
    return f"{parts.scheme}://{parts.netloc}".lower()


def embedding(value: str) -> str:
    """An origin, or `*` for every site."""
    return value if value == "*" else origin(value)


def address(value: str) -> str:
    """An IPv4 or IPv6 address, in its canonical form."""
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise Unfit("must be an IP address such as 203.0.113.7") from None


def ice_server(value: str) -> str:
    """A STUN or TURN server's URL (RFC 7064, RFC 7065)."""
    place = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?"
    if not re.fullmatch(rf"stuns?:{place}|turns?:{place}(?:\?transport=(?:udp|tcp))?", value):
        raise Unfit("must be URLs such as stun:stun.example.net:3478 or turn:turn.example.net?transport=udp")
    return value


def network(value: str) -> Network:
    """An IP address or a network such as 10.0.0.0/8."""
    try:
        return ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise Unfit("must be an IP address or a network such as 10.0.0.0/8") from None


def starting_with(*prefixes: str) -> Callable[[str], str]:
    """A key that starts as its issuer says it does."""

    def parse(value: str) -> str:
        if not value.startswith(prefixes):
            raise Unfit(f"must start with {' or '.join(prefixes)}")
        return value

    return parse


def at_least(length: int) -> Callable[[str], str]:
    """A secret of at least `length` characters."""

    def parse(value: str) -> str:
        if len(value) < length:
            raise Unfit(f"must have at least {length} characters")
        return value

    return parse


def many(parse_one: Callable[[str], object]) -> Callable[[str], tuple[object, ...]]:
    """Several values, separated by commas."""

    def parse(value: str) -> tuple[object, ...]:
        return tuple(parse_one(item.strip()) for item in value.split(",") if item.strip())

    return parse
