"""The documents say what the code does: generated ones are fresh, links lead somewhere, commands exist."""

import re
import subprocess

import pytest

from docs.generate import DOCUMENTS, ROOT, broken_links, error_classes
from server.http.errors import STATUS

README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_is_fresh(name: str) -> None:
    assert (ROOT / name).read_text() == DOCUMENTS[name](), "run ./dev docs"


def test_every_link_between_documents_leads_somewhere() -> None:
    assert broken_links() == []


def test_every_error_with_a_status_is_defined_by_a_room() -> None:
    assert set(STATUS) <= set(error_classes())


def test_every_command_in_the_readme_exists() -> None:
    listed = subprocess.run([ROOT / "dev"], capture_output=True, text=True, check=True, timeout=30).stdout
    verbs = {line.split()[0] for line in listed.splitlines()}
    used = set(re.findall(r"\./dev (\w+)", README))
    assert used <= verbs
    assert {"run", "test"} <= used


def test_every_setting_named_in_a_document_exists() -> None:
    settings = (ROOT / "docs/settings.md").read_text()
    for path in (
        *ROOT.glob("*.md"),
        ROOT / "compose.yaml",
        ROOT / "Dockerfile",
        *(ROOT / "deploy").iterdir(),
    ):
        for name in set(re.findall(r"SHOWFLOOR_(?!TEST_)[A-Z_]+", path.read_text())):
            assert f"`{name}`" in settings, f"{path.name} names {name}"


def test_no_document_speaks_of_the_machine_it_was_written_on() -> None:
    private = re.compile(r"/(?:work|root|home)/")
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "web").rglob("*.md")):
        assert not private.search(path.read_text()), path
