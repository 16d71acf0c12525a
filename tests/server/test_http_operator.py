"""The operator's page over HTTP in a whole house, and the command that names operators."""

from pathlib import Path

import aiohttp
import pytest

from server.app import open_house
from server.operators import operators
from server.settings import Settings
from server.shows import ShowStatus
from tests.services import free_port

JUNE = {"email": "june@example.org", "password": "tea at five, always", "name": "June"}


async def test_only_whom_the_machine_names_sees_how_the_server_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(port=0, udp_port=free_port(), data_dir=tmp_path)
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        open_house(settings) as house,
        aiohttp.ClientSession(f"http://127.0.0.1:{house.port}", cookie_jar=jar) as june,
    ):
        assert (await june.get("/api/v1/server")).status == 401
        assert await operators(settings, JUNE["email"], on=True) == 1
        assert "Sign up" in capsys.readouterr().err
        await june.post("/api/v1/accounts", json=JUNE)
        assert (await june.get("/api/v1/server")).status == 403

        assert await operators(settings, " June@Example.org", on=True) == 0
        assert await operators(settings, None, on=True) == 0
        assert "june@example.org\tJune" in capsys.readouterr().out
        await house.services.shows.move("kiln-opening", ShowStatus.LIVE)
        async with june.get("/api/v1/server") as answer:
            state = await answer.json()
        assert (answer.status, state["ready"], state["checks"]) == (200, True, {"database": True})
        (airing,) = state["on_air"]
        assert (airing["show"]["id"], airing["health"]["state"]) == ("kiln-opening", "offline")
        assert (state["node"]["draining"], state["node"]["database"]) == (False, "SQLite")
        assert (state["accounts"], state["sign_ins"]) == (await house.services.accounts.count(), 1)
        assert state["waiting"]["checkout"]["news_set_aside"] == 0
        await house.services.media.drain()
        async with june.get("/api/v1/server") as answer:
            assert (await answer.json())["node"]["draining"]

        assert await operators(settings, JUNE["email"], on=False) == 0
        assert (await june.get("/api/v1/server")).status == 403
