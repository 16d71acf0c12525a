"""nginx in front of a shop as deploy/nginx.conf has it: TLS and HTTP/2, with a certificate for today."""

import asyncio
import datetime as dt
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.journeys.patience import eventually
from tests.services import free_port

_SITE = Path(__file__).parents[2] / "deploy" / "nginx.conf"
_PATIENCE_SECONDS = 10.0


class NoNginxError(Exception):
    """nginx is not installed."""


@asynccontextmanager
async def https_in_front(folder: Path, shop_url: str) -> AsyncIterator[str]:
    """Run nginx until the block ends; gives the address with https.

    Raises:
        NoNginxError: it is not installed.
    """
    async with _in_front(folder, shop_url, "https") as url:
        yield url


@asynccontextmanager
async def http_in_front(folder: Path, shop_url: str) -> AsyncIterator[str]:
    """Run it without TLS, where what is measured is not its cost.

    Raises:
        NoNginxError: it is not installed.
    """
    async with _in_front(folder, shop_url, "http") as url:
        yield url


@asynccontextmanager
async def _in_front(folder: Path, shop_url: str, scheme: str) -> AsyncIterator[str]:
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        raise NoNginxError("Install nginx-light to measure with HTTP/2.")
    port = free_port()
    await asyncio.to_thread(_write_configuration, folder, port, shop_url, scheme)
    process = await asyncio.create_subprocess_exec(
        program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")
    )
    url = f"{scheme}://localhost:{port}"
    try:
        await eventually(lambda: _answers(url), seconds=_PATIENCE_SECONDS)
        yield url
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), _PATIENCE_SECONDS)


async def _answers(url: str) -> bool:
    try:
        async with aiohttp.ClientSession() as client, client.get(f"{url}/healthz", ssl=False) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


def _write_configuration(folder: Path, port: int, shop_url: str, scheme: str) -> None:
    """The shipped site with this machine's ports and names."""
    folder.mkdir()
    certificate, key = _self_signed(folder)
    site = _SITE.read_text()
    for shipped, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("shop.example;", "localhost;"),
        ("/etc/ssl/certs/shop.example.pem", str(certificate)),
        ("/etc/ssl/private/shop.example.key", str(key)),
        ("/var/cache/nginx/showfloor", str(folder / "cache")),
        ("http://127.0.0.1:8080", shop_url.replace("localhost", "127.0.0.1")),
        ("$host;", "$http_host;"),  # with the port, which in production is the usual one
    ):
        site = site.replace(shipped, here)
    if scheme == "http":
        site = site.replace(" ssl http2;", ";")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    scratch = " ".join(f"{kind}_temp_path {folder};" for kind in kinds)
    # Else its workers run as somebody who cannot reach this folder.
    account = "user root; " if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{account}daemon off; pid {folder}/pid; worker_processes 1; worker_rlimit_nofile 8192; "
        f"events {{ worker_connections 4096; }}\n"
        f"http {{ access_log off; {scratch}\n{site}}}\n"
    )


def _self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "shop.pem", folder / "shop.key"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return pem, private
