"""Runs a command with a real PostgreSQL and a real Redis on free ports, and ends them with it."""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

START_SECONDS = 30.0
STOP_SECONDS = 10.0


class ServiceError(Exception):
    """A service did not come up; the message says which and what it printed."""


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _postgres_program(name: str) -> str:
    """The newest installed version of one of PostgreSQL's programs (Debian keeps them out of the PATH)."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        message = f"PostgreSQL's {name} is not installed"
        raise ServiceError(message)
    return program


def _as_postgres() -> Sequence[str]:
    """The prefix that makes a program run as an account PostgreSQL accepts: it refuses root."""
    return ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()


async def _finished(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    async with asyncio.timeout(START_SECONDS):
        output, _ = await process.communicate()
    if process.returncode != 0:
        message = f"{command[0]} failed: {output.decode(errors='replace')[-2000:]}"
        raise ServiceError(message)


@contextlib.asynccontextmanager
async def _server(*command: str, port: int) -> AsyncIterator[None]:
    """Runs one server from the moment it accepts connections until the block ends."""
    with tempfile.TemporaryFile() as log:
        # A session of its own, so that Ctrl-C reaches the tests first and the servers only through us.
        process = await asyncio.create_subprocess_exec(
            *command, stdout=log, stderr=asyncio.subprocess.STDOUT, start_new_session=True
        )
        try:
            if not await _accepts(process, port):
                log.seek(0)
                message = f"{command[0]} did not start: {log.read().decode(errors='replace')[-2000:]}"
                raise ServiceError(message)
            yield
        finally:
            await _stopped(process)


async def _accepts(process: asyncio.subprocess.Process, port: int) -> bool:
    """Waits until the port takes connections; False when the process ended or took too long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(START_SECONDS):
            while process.returncode is None:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.close()
                    return True
                await asyncio.sleep(0.05)
    return False


async def _stopped(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    os.killpg(process.pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown; Redis ends on it too
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@contextlib.asynccontextmanager
async def postgres() -> AsyncIterator[str]:
    """A throw-away PostgreSQL cluster; yields the URL of its superuser's database."""
    port, password = free_port(), secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="showfloor-postgres-") as folder:
        password_file = Path(folder) / "password"
        password_file.write_text(password)
        if _as_postgres():
            shutil.chown(folder, "postgres")
            shutil.chown(password_file, "postgres")
        data = str(Path(folder) / "data")
        await _finished(
            *_as_postgres(), _postgres_program("initdb"), "--pgdata", data, "--no-sync",
            "--auth", "scram-sha-256", "--username", "showfloor", "--pwfile", str(password_file),
            "--encoding", "UTF8", "--locale", "C",
        )  # fmt: skip
        settings = {
            "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder,
            "fsync": "off", "max_connections": 200,
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        async with _server(*_as_postgres(), _postgres_program("postgres"), "-D", data, *options, port=port):
            yield f"postgresql+asyncpg://showfloor:{password}@127.0.0.1:{port}/postgres"


@contextlib.asynccontextmanager
async def redis() -> AsyncIterator[str]:
    """A throw-away Redis that writes nothing to disk; yields its URL."""
    port = free_port()
    command = ("redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    async with _server(*command, port=port):
        yield f"redis://127.0.0.1:{port}/0"


async def run(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Runs the command beside both services; returns its exit status."""
    async with postgres() as postgres_url, redis() as redis_url:
        services = {"SHOWFLOOR_TEST_POSTGRES_URL": postgres_url, "SHOWFLOOR_TEST_REDIS_URL": redis_url}
        process = await asyncio.create_subprocess_exec(*command, env={**environ, **services})
        loop = asyncio.get_running_loop()
        # The terminal sends Ctrl-C to the command as well: let it end in its own time, then clean up.
        loop.add_signal_handler(signal.SIGINT, lambda: None)
        loop.add_signal_handler(signal.SIGTERM, process.terminate)
        return await process.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(run(sys.argv[1:], os.environ)))
