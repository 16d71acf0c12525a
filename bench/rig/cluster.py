"""A PostgreSQL of the benchmark's own that keeps its word: fsync on, and stopped as rudely as wanted."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]

START_SECONDS = 30.0


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def program(name: str) -> str | None:
    """Find one of PostgreSQL's programs; Debian keeps them out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(name)


class Cluster:
    """One PostgreSQL in a folder, with durable settings; ``synchronous_commit`` is on, as by default."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._prefix = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        self._port = free_port()
        self._process: asyncio.subprocess.Process | None = None
        self.url = f"postgresql://bench@127.0.0.1:{self._port}/postgres"

    def create(self) -> None:
        """Make the files of the cluster."""
        self._folder.mkdir(mode=0o755)
        if self._prefix:
            shutil.chown(self._folder, "postgres")
        data = str(self._folder / "data")
        command = [
            *self._prefix,
            str(program("initdb")),
            "--pgdata",
            data,
            "--auth",
            "trust",
            "--username",
            "bench",
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    async def start(self, environ: Mapping[str, str] | None = None) -> None:
        """Start the server, and return when it takes connections."""
        options = {
            "port": self._port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self._folder,
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        settings = [f"{name}={value}" for name, value in (environ or {}).items()]
        command = [
            *self._prefix,
            "env",
            *settings,
            str(program("postgres")),
            "-D",
            str(self._folder / "data"),
        ]
        self._process = await asyncio.create_subprocess_exec(
            *command,
            *arguments,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        async with asyncio.timeout(START_SECONDS):
            while not await self._answers():  # noqa: ASYNC110 - another process, which can tell us nothing
                await asyncio.sleep(0.05)

    async def _answers(self) -> bool:
        with contextlib.suppress(OSError, asyncpg.PostgresError):
            connection = await asyncpg.connect(self.url)
            await connection.close()
            return True
        return False

    async def stop(self, *, immediately: bool = False) -> None:
        """Stop the server; immediately means as in a crash, without writing anything out."""
        if self._process is None:
            return
        main_process = int((self._folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(main_process, signal.SIGQUIT if immediately else signal.SIGINT)
        await self._process.wait()
        self._process = None


@contextlib.asynccontextmanager
async def cluster(folder: Path, environ: Mapping[str, str] | None = None) -> AsyncIterator[Cluster]:
    """Run a fresh cluster until the block ends."""
    made = Cluster(folder)
    made.create()
    await made.start(environ)
    try:
        yield made
    finally:
        await made.stop()
