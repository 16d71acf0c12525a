"""Who runs the server: named, added and taken away on the machine itself, never over the network."""

import sys

from server.accounts.errors import AccountNotFound
from server.app import build
from server.db import open_database
from server.settings import Settings


async def operators(settings: Settings, email: str | None, *, on: bool) -> int:
    """Name the operators, or give an account the role, or take it away; returns the exit code.

    The account signs up by itself, with a password of its own, so that no password passes through a shell.
    """
    database = open_database(settings.database_url)
    try:
        accounts = build(settings, database)[0].accounts
        if email is not None:
            try:
                account = await accounts.set_operator(email, on=on)
            except AccountNotFound:
                sys.stderr.write(f"Nobody has the address {email} here. Sign up with it first.\n")
                return 1
            now = "runs this server now: see /server" if on else "does not run this server any more"
            sys.stdout.write(f"{account.name} ({account.email}) {now}.\n")
            return 0
        found = await accounts.operators()
    finally:
        await database.close()
    for account in found:
        sys.stdout.write(f"{account.email}\t{account.name}\n")
    if not found:
        sys.stdout.write("Nobody yet. Name somebody: operators EMAIL\n")
    return 0
