"""What is written down about a request."""

import pytest
import structlog
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from server.http.call import Call
from server.http.registration import build_application
from server.http.route import Access, Route
from server.http.services import Services


async def stop(_call: Call, session: str) -> None:
    del session


ROUTES = (Route("DELETE", "/whip/session/{session}", stop, "Stop", Access.UNASKED),)


@pytest.mark.parametrize(
    ("method", "asked", "shown"),
    [
        ("DELETE", "/whip/session/s3cret", "/whip/session/"),
        ("GET", "/whip/session/s3cret", "/whip/session/"),
        ("GET", "/a%0Aforged%1B[31m", "/a%0Aforged%1B[31m"),
        ("GET", "/" + "a" * 300, "/" + "a" * 199),
    ],
)
async def test_a_logged_path_forges_no_line_and_gives_no_session_away(
    services: Services, method: str, asked: str, shown: str
) -> None:
    async with TestClient(TestServer(build_application(services, ROUTES))) as client:
        with structlog.testing.capture_logs() as lines:
            async with client.request(method, URL(asked, encoded=True)):
                pass

    assert [line["path"] for line in lines if line["event"] == "answered"] == [shown]
    assert "s3cret" not in str(lines)
