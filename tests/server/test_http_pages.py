"""Pages and files: what browsers get, how long they keep it, and what the policy lets them run."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from server.http.pages import PAGES, ROUTES
from server.http.registration import build_application
from server.http.security import content_security_policy
from server.http.services import Services
from server.http.shells import LINKED, WEB, current
from server.settings import Settings

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(services: Services) -> AsyncIterator[Client]:
    async with TestClient(TestServer(build_application(services, ROUTES))) as opened:
        yield opened


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_there_for_any_id(client: Client, path: str) -> None:
    async with client.get(re.sub(r"\{\w+\}", "some-id", path)) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-cache"
        assert "script-src 'self';" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("page", sorted((WEB / "pages").glob("*.html")), ids=lambda page: page.stem)
def test_no_page_has_what_the_policy_forbids(page: object) -> None:
    html = re.sub(r"<!--.*?-->", "", WEB.joinpath("pages", str(page)).read_text(), flags=re.DOTALL)

    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", html) == []
    assert re.findall(r"<style\b|\sstyle=|\son\w+=|javascript:", html) == []
    assert [url for url in re.findall(r'(?:src|href)="([^"]*)"', html) if "//" in url] == []


async def test_files_have_their_type_and_are_asked_for_anew(client: Client) -> None:
    async with client.get("/static/js/boot.js") as response:
        assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-cache"
        etag = response.headers["ETag"]
    async with client.get("/static/js/boot.js", headers={"If-None-Match": etag}) as response:
        assert (response.status, await response.read()) == (304, b"")
    async with client.get("/static/art/mark.svg") as response:
        assert response.headers["Content-Type"] == "image/svg+xml"
        assert response.headers["Cache-Control"] == "public, max-age=604800"


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/js",
        "/static/js/none.js",
        "/static/tools/icons.mjs",
        "/static/vendor/VERSIONS.md",
        "/static/../pyproject.toml",
        "/static/js/../../pyproject.toml",
        "/static/..%2f..%2fetc/passwd",
        "/static/%2e%2e/server/app.py",
        "/static//etc/passwd",
        "/static/js/%00.js",
        "/static/" + "a" * 4000 + ".js",
    ],
)
async def test_nothing_else_of_the_disk_is_served(client: Client, path: str) -> None:
    async with client.get(URL(path, encoded=True)) as response:
        assert response.status == 404


async def test_people_get_a_page_when_nothing_is_there(client: Client) -> None:
    async with client.get("/nowhere", headers={"Accept": "text/html"}) as response:
        assert response.status == 404
        assert "/static/js/pages/not-found.js" in await response.text()


@pytest.mark.parametrize("page", sorted((WEB / "pages").glob("*.html")), ids=lambda page: page.stem)
async def test_the_style_sheets_of_a_page_come_as_one_that_may_be_kept(client: Client, page: Path) -> None:
    shell = current(page.stem)
    assert LINKED.findall(shell.html) == []
    [address] = re.findall(r'<link rel="stylesheet" href="([^"]+)"', shell.html)
    async with client.get(address) as response:
        assert response.headers["Content-Type"] == "text/css; charset=utf-8"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        text = await response.text()
    assert text.startswith("@font-face")
    assert "/*" not in text
    for file in re.findall(r"""url\(["']?([^"')]+)""", text):
        if not file.startswith("data:"):
            async with client.get(str(URL(address).join(URL(file)))) as response:
                assert response.status == 200, file


async def test_a_style_sheet_of_an_earlier_version_is_not_kept(client: Client) -> None:
    async with client.get("/static/sheets/home/0123456789abcdef.css") as response:
        assert (response.status, response.headers["Cache-Control"]) == (200, "no-cache")
    async with client.get("/static/sheets/nothing/0123456789abcdef.css") as response:
        assert response.status == 404


def test_the_policy_lets_in_nothing_from_elsewhere() -> None:
    policy = dict(part.split(" ", 1) for part in content_security_policy(Settings()).split("; "))

    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in str(policy)
    assert "http" not in str(policy)


async def test_with_stripe_its_script_and_frames_are_let_in(services: Services) -> None:
    settings = Settings(stripe_secret_key="sk_test_1")
    app = build_application(replace(services, settings=settings), ROUTES)
    async with TestClient(TestServer(app)) as client, client.get("/") as response:
        policy = response.headers["Content-Security-Policy"]

    assert "script-src 'self' https://js.stripe.com;" in policy
    assert "frame-src https://js.stripe.com https://hooks.stripe.com;" in policy
