"""Text files go out compressed, once, and not at all to a browser that has them."""

import gzip
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request

from server.http.text_files import current, send_file, send_text

RED, BLUE = b"a{color:red}" * 100, b"b{color:blue}" * 100
HEADERS = {"Content-Type": "text/css; charset=utf-8"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "page.css"
    file.write_bytes(RED)
    return file


async def test_a_browser_that_takes_gzip_gets_it(file: Path) -> None:
    request = make_mocked_request("GET", "/", headers={"Accept-Encoding": "gzip, br"})
    response = await send_file(request, file, HEADERS)
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.body) == RED  # type: ignore[arg-type]
    assert response.headers["Vary"] == "Accept-Encoding"


async def test_a_browser_that_does_not_gets_it_plain(file: Path) -> None:
    response = await send_file(make_mocked_request("GET", "/"), file, HEADERS)
    assert "Content-Encoding" not in response.headers
    assert response.body == RED


async def test_a_browser_that_has_this_version_gets_nothing(file: Path) -> None:
    etag = (await send_file(make_mocked_request("GET", "/"), file, HEADERS)).headers["ETag"]
    again = make_mocked_request("GET", "/", headers={"If-None-Match": etag})
    assert (await send_file(again, file, HEADERS)).status == 304


async def test_a_changed_file_is_sent_anew(file: Path) -> None:
    etag = (await send_file(make_mocked_request("GET", "/"), file, HEADERS)).headers["ETag"]
    file.write_bytes(BLUE)  # noqa: ASYNC240
    again = make_mocked_request("GET", "/", headers={"If-None-Match": etag})
    response = await send_file(again, file, HEADERS)
    assert (response.status, response.body) == (200, BLUE)


async def test_the_not_found_page_keeps_its_status_whatever_the_browser_has(file: Path) -> None:
    etag = (await send_file(make_mocked_request("GET", "/"), file, HEADERS)).headers["ETag"]
    again = make_mocked_request("GET", "/", headers={"If-None-Match": etag})
    assert send_text(again, current(file), HEADERS, 404).status == 404


async def test_comments_stay_at_home(tmp_path: Path) -> None:
    file = tmp_path / "page.js"
    file.write_bytes(b"/** Adds. */\nexport const sum = (first, second) => first + second;\n")
    response = await send_file(make_mocked_request("GET", "/"), file, HEADERS)
    assert response.body == b"export const sum=(e,t)=>e+t"
