"""The sample shop's logins: made at random once, kept for the operator's eyes only."""

import os
import secrets
from pathlib import Path

import msgspec

FILE = "sample-logins.json"


class SampleLogin(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the sample shop."""

    role: str
    email: str
    password: str


def new_password() -> str:
    """Make a password that can be typed on a phone: 96 random bits in four groups."""
    text = secrets.token_hex(12)
    return "-".join(text[start : start + 6] for start in range(0, len(text), 6))


def write_logins(data_dir: Path, logins: list[SampleLogin]) -> None:
    """Keep the logins in the data folder, readable by the server's user alone."""
    path = data_dir / FILE
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(logins), indent=2))


def read_logins(data_dir: Path) -> list[SampleLogin]:
    """Return the logins, or none when this is not a sample shop (or its operator removed the file)."""
    try:
        return msgspec.json.decode((data_dir / FILE).read_bytes(), type=list[SampleLogin])
    except FileNotFoundError:
        return []
