"""Finds the key that signs cookies and tickets, or makes it once."""

import os
import secrets
from pathlib import Path

from server.settings import Settings, SettingsError

FILE = "secret-key"


def load(settings: Settings) -> bytes:
    """Return the configured key, else that of the data folder, which is made at the first start.

    Raises:
        SettingsError: The file cannot be used.
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.data_dir / FILE
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        _make_once(path)
        key = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            [f"The secret key in {path} cannot be read or made: {error.strerror}."]
        ) from error
    if len(key) < 32:
        raise SettingsError([f"{path} is damaged. Restore it, or delete it and lose all guests' cookies."])
    return key


def _make_once(path: Path) -> None:
    """Write a fresh key whole and link it into place, so that two starting processes agree on one."""
    if path.exists():
        return
    fresh = path.with_name(f"{FILE}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
