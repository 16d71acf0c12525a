"""The real server as a process of its own: free ports, a data folder, a log, and an end by SIGTERM."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import IO, Self

import aiohttp

from server.sample import SampleLogin, read_logins
from tests.journeys.patience import eventually
from tests.services import free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 20.0
STOP_SECONDS = 5.0


def _log_of(folder: Path) -> IO[bytes]:
    folder.mkdir(exist_ok=True)
    return (folder / "server.log").open("ab")


class Shop:
    """A running server with the sample shop."""

    def __init__(self, folder: Path, port: int, process: asyncio.subprocess.Process) -> None:
        self.folder = folder
        self.url = f"http://localhost:{port}"
        self._process = process

    @classmethod
    async def start(cls, folder: Path, settings: Mapping[str, str] | None = None) -> Self:
        """Starts the server on `folder` and waits until it says that it is ready."""
        port = free_port()
        outside = {name: value for name, value in os.environ.items() if not name.startswith("SHOWFLOOR_")}
        ours = {"SHOWFLOOR_PORT": str(port), "SHOWFLOOR_DATA_DIR": str(folder), "SHOWFLOOR_MAIL": "file"}
        with _log_of(folder) as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "server", "serve",
                cwd=ROOT, env={**outside, **ours, **(settings or {})}, stdout=log, stderr=log,
            )  # fmt: skip
        shop = cls(folder, port, process)
        try:
            await shop._ready()
        except BaseException:
            await shop.kill()
            raise
        return shop

    async def _ready(self) -> None:
        async with aiohttp.ClientSession() as client:

            async def ready() -> bool:
                assert self._process.returncode is None, self.log()
                with contextlib.suppress(aiohttp.ClientError):
                    async with client.get(f"{self.url}/readyz") as answer:
                        return answer.status == 200
                return False

            await eventually(ready, seconds=START_SECONDS)

    async def stop(self) -> float:
        """Ends the server as an operator does; returns how many seconds that took."""
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_SECONDS):
            status = await self._process.wait()
        assert status == 0, self.log()
        return time.monotonic() - began

    async def kill(self) -> None:
        """Ends the server at once, if it still runs."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def log(self) -> str:
        """What the server wrote so far."""
        return (self.folder / "server.log").read_text()

    def login(self, role: str) -> SampleLogin:
        """The sample login of a role."""
        return next(login for login in read_logins(self.folder) if login.role == role)

    def mails(self) -> list[str]:
        """The mails sent so far, oldest first."""
        return [path.read_text() for path in sorted((self.folder / "mail").glob("*.eml"))]

    @contextlib.asynccontextmanager
    async def signed_in(self, role: str) -> AsyncIterator[aiohttp.ClientSession]:
        """A client of the API with the cookies of a sample login."""
        login = self.login(role)
        async with aiohttp.ClientSession(self.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
            body = {"email": login.email, "password": login.password}
            async with client.post("/api/v1/sessions", json=body) as answer:
                assert answer.status == 201, await answer.text()
            yield client
