"""Writes the documents that are made from code, then names every link that leads nowhere."""

import importlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

from server.http.errors import STATUS
from server.settings import settings_markdown

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("server", "media", "chat", "checkout")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")
CODE_BLOCK = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def error_classes() -> dict[str, type[Exception]]:
    """Every error with a stable code that the rooms define, by that code."""
    found: dict[str, type[Exception]] = {}
    for module in _modules():
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, Exception)
                and value.__module__ == module.__name__
            ):
                code = vars(value).get("code")
                if isinstance(code, str):
                    found[code] = value
    return found


def _modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            # A __main__ is a program, and Alembic alone runs its scripts.
            if parts[-1] != "__main__" and "migrations" not in parts:
                yield importlib.import_module(".".join(parts).removesuffix(".__init__"))


def errors_markdown() -> str:
    """The table of every error code that an HTTP answer can carry."""
    classes = error_classes()
    lines = [
        "# Error codes",
        "",
        "An error is answered as `application/problem+json` (RFC 9457) with a stable `code` and a",
        "`detail`: a sentence to show to a person. Some codes carry more members, such as `retry_after_s`.",
        "This table is made from the code by `./dev docs`.",
        "",
        "| Code | Status | Room | Meaning |",
        "|---|---|---|---|",
    ]
    for code, status in sorted(STATUS.items()):
        room, meaning = _room_and_meaning(classes[code])
        lines.append(f"| `{code}` | {status} | {room} | {meaning} |")
    return "\n".join(lines) + "\n"


def _room_and_meaning(error: type[Exception]) -> tuple[str, str]:
    meaning = " ".join((error.__doc__ or "").strip().split("\n\n")[0].split())
    return error.__module__.split(".")[0], meaning


DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "docs/settings.md": settings_markdown,
    "docs/errors.md": errors_markdown,
}


def broken_links() -> list[str]:
    """Relative links in our Markdown files whose target is not there, as `file: target`."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "web").rglob("*.md")]
    return [
        f"{document.relative_to(ROOT)}: {target}"
        for document in sorted(documents)
        for target in LINK.findall(CODE_BLOCK.sub("", document.read_text()))
        if "://" not in target
        and not target.startswith("mailto:")
        and not (document.parent / target).exists()
    ]


def main() -> int:
    """Write what is stale; returns 1 when a link is broken."""
    for name, make in DOCUMENTS.items():
        path, text = ROOT / name, make()
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(f"wrote {name}")
    for broken in broken_links():
        print(f"broken link in {broken}", file=sys.stderr)
    return 1 if broken_links() else 0


if __name__ == "__main__":
    sys.exit(main())
