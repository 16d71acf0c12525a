"""The house rules that are about files: their size, their first sentence, what a lock may name."""

import ast
import hashlib
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("server", "media", "chat", "checkout", "bench", "tests", "docs", "web")
LARGEST = 400
# A file past the limit needs a reason here.
LARGE_ON_PURPOSE: dict[str, str] = {}


def files(*suffixes: str) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            skipped = {"vendor", "versions", "__pycache__"} & set(path.parts)
            if path.suffix in suffixes and not skipped:
                yield path


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def test_no_file_is_too_long_to_hold_one_idea() -> None:
    long = {
        str(path.relative_to(ROOT)): lines(path)
        for path in files(".py", ".js", ".mjs", ".css")
        if lines(path) > LARGEST
    }
    assert long.keys() == LARGE_ON_PURPOSE.keys()


def test_the_median_file_is_near_150_lines() -> None:
    rooms = [lines(path) for path in files(".py") if path.name != "__init__.py" and "tests" not in path.parts]
    assert 50 <= median(rooms) <= 200


def test_every_python_file_opens_with_one_sentence() -> None:
    for path in chain(files(".py")):
        first = (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0]
        assert first, f"{path} has no docstring"
        assert first.endswith((".", ":")), f"{path} opens with half a sentence"


def test_a_lock_names_versions_and_checksums_but_no_place() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text()
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_checksum(name: str) -> None:
    packages = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    assert packages
    assert all("--hash=sha256:" in package for package in packages if not package.startswith("#"))


def test_the_development_lock_holds_everything_of_the_other_one() -> None:
    pin = re.compile(r"^([\w.\[\]-]+==\S+)", re.MULTILINE)
    run = set(pin.findall((ROOT / "requirements.lock").read_text()))
    develop = set(pin.findall((ROOT / "requirements-dev.lock").read_text()))
    assert run <= develop


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": project["dependency-groups"]["dev"],
    }
    for name, dependencies in wanted.items():
        locked = set(re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==", (ROOT / name).read_text(), re.MULTILINE))
        names = {re.split(r"[^\w.-]", dependency)[0].lower() for dependency in dependencies}
        assert names <= locked, "run ./dev lock"


def test_every_vendored_script_is_the_one_whose_checksum_was_noted() -> None:
    vendor = ROOT / "web" / "vendor"
    noted = (vendor / "VERSIONS.md").read_text()
    scripts = sorted(vendor.glob("*.js"))
    assert scripts
    for script in scripts:
        assert hashlib.sha256(script.read_bytes()).hexdigest() in noted, script.name
