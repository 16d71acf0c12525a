"""The secret key: configured, or made once and kept to its owner."""

from pathlib import Path

import pytest

from server import secret_key
from server.settings import Settings, SettingsError


def test_a_configured_key_is_taken_and_no_file_made(tmp_path: Path) -> None:
    assert secret_key.load(Settings(secret_key="s" * 32, data_dir=tmp_path)) == b"s" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    key = secret_key.load(settings)

    assert len(key) == 64
    assert secret_key.load(settings) == key
    (file,) = (tmp_path / "var").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_two_starting_processes_agree_on_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path)
    key = secret_key.load(settings)
    monkeypatch.setattr(Path, "exists", lambda _path: False)

    assert secret_key.load(settings) == key


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("short")
    with pytest.raises(SettingsError, match="damaged"):
        secret_key.load(Settings(data_dir=tmp_path))


def test_a_folder_that_cannot_be_written_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, not a folder")
    with pytest.raises(SettingsError, match="var"):
        secret_key.load(Settings(data_dir=tmp_path / "var"))
