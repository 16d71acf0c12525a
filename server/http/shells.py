"""Sends the pages: HTML shells of web/pages, whose style sheets come as one."""

import asyncio
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aiohttp import web

from server.http.minifying import minified
from server.http.text_files import KEPT_FILES, Text, send_text

WEB = Path(__file__).resolve().parents[2] / "web"
SHEETS = "/static/sheets"

# A run of links to our own style sheets, as the shells write them.
LINKS = re.compile(r'(?: *<link rel="stylesheet" href="/static/css/[^"]+" />\n)+')
LINKED = re.compile(r'href="/static/(css/[^"]+)"')
END_OF_HEAD = "  </head>"
FIRST_PAINT = "<!--first-paint-->"
REVALIDATE = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
VERSION_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What goes into a shell before it is sent; HTML, escaped where needed.

    Attributes:
        head: Elements for its head.
        first_paint: What a person sees until the page's own scripts have drawn it.
    """

    head: str = ""
    first_paint: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """A page as it goes out, and the style sheet that it links."""

    html: str
    page: Text
    sheet: Text


async def send_page(
    request: web.Request, name: str, known: Known | None = None, status: int = web.HTTPOk.status_code
) -> web.Response:
    """Answer with a page of web/pages.

    Args:
        request: Who asks.
        name: The shell's file name without `.html`.
        known: What the server knows of this page already.
        status: Of the answer.
    """
    shell = await asyncio.to_thread(current, name)
    page = Text.of(filled(shell.html, known).encode()) if known else shell.page
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": REVALIDATE}
    return send_text(request, page, headers, status)


async def send_sheet(request: web.Request, name: str, version: str) -> web.Response:
    """Answer with the style sheet of a page, which may be kept for ever under its version.

    Raises:
        FileNotFoundError: There is no such page.
    """
    sheet = (await asyncio.to_thread(current, name)).sheet
    kept = FOR_EVER if version == version_of(sheet) else REVALIDATE
    headers = {"Content-Type": "text/css; charset=utf-8", "Cache-Control": kept}
    return send_text(request, sheet, headers)


def filled(page: str, known: Known) -> str:
    """Write what is known into a shell."""
    page = page.replace(END_OF_HEAD, known.head + END_OF_HEAD, 1)
    return page.replace(FIRST_PAINT, known.first_paint, 1)


def current(name: str) -> Shell:
    """Return a page as its files are now. Blocks."""
    file = WEB / "pages" / f"{name}.html"
    sheets = sheets_of(file, file.stat().st_mtime_ns)
    changes = tuple(sheet.stat().st_mtime_ns for sheet in sheets)
    return read_shell(file, file.stat().st_mtime_ns, sheets, changes)


@lru_cache(KEPT_FILES)
def sheets_of(file: Path, _modified_ns: int) -> tuple[Path, ...]:
    """Name the style sheets that a shell links, in order."""
    links = LINKS.search(file.read_text())
    return tuple(WEB / path for path in LINKED.findall(links[0])) if links else ()


@lru_cache(KEPT_FILES)
def read_shell(file: Path, _modified_ns: int, sheets: tuple[Path, ...], _changes: tuple[int, ...]) -> Shell:
    """Read a shell and put its style sheets into one; kept until one of the files changes.

    One file instead of twenty spares a phone as many requests before the first paint, and compresses better.
    """
    together = b"\n".join(sheet.read_bytes() for sheet in sheets)
    sheet = Text.of(minified(".css", together))
    link = f'    <link rel="stylesheet" href="{SHEETS}/{file.stem}/{version_of(sheet)}.css" />\n'
    page = LINKS.sub(link, file.read_text(), count=1)
    return Shell(html=page, page=Text.of(page.encode()), sheet=sheet)


def version_of(sheet: Text) -> str:
    """The version that stands in a style sheet's address."""
    return sheet.etag[:VERSION_DIGITS]
