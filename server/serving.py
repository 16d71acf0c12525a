"""The life of the server process: start, greet the operator, wait for the signal, close."""

import asyncio
import signal
import sys

import structlog

from server.app import House, open_house
from server.log import configure
from server.rehearsal import Plan
from server.sample import read_logins
from server.settings import Settings

log = structlog.get_logger(__name__)


async def serve(settings: Settings, rehearsal: Plan | None = None) -> None:
    """Run the shop until SIGTERM or SIGINT, then close it in order."""
    configure(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_house(settings, rehearsal) as house:
        sys.stdout.write(greeting(house, rehearsal))
        sys.stdout.flush()
        log.info("listening", port=house.port, udp_port=house.services.media.udp_port)
        await stop.wait()
        log.info("closing")


def greeting(house: House, rehearsal: Plan | None = None) -> str:
    """Say where everything is and, in a sample shop, how to sign in."""
    settings = house.services.settings
    url = settings.public_url
    lines = ["", "  Showfloor is open", "", f"  Shop      {url}/", f"  Studio    {url}/studio"]
    lines += [f"  Video     UDP port {house.services.media.udp_port}"]
    if settings.sandbox:
        lines += ["  Payments  sandbox: no money moves; pay with card 4242 4242 4242 4242"]
    if rehearsal is not None:
        seed = f"--rehearse-seed {rehearsal.seed} plays it again"
        lines += [f"  Rehearsal {rehearsal.people} simulated people; {seed}"]
    logins = read_logins(settings.data_dir)
    if logins:
        width = max(len(login.email) for login in logins)
        lines += ["", "  Sample logins"]
        lines += [f"  {login.role:<9} {login.email:<{width}}  {login.password}" for login in logins]
    return "\n".join([*lines, "", ""])
