"""Recomputes stock and sales from their ledger and reports every number that differs."""

import sys

from server.app import build
from server.db import open_database
from server.settings import Settings


async def audit(settings: Settings) -> int:
    """Print what differs; return the exit code, 1 if anything does."""
    database = open_database(settings.database_url)
    try:
        services, _ = build(settings, database)
        drifts = await services.checkout.audit()
    finally:
        await database.close()
    for drift in drifts:
        sys.stdout.write(f"{drift.what} {drift.id}: stored {drift.stored}, computed {drift.computed}\n")
    sys.stdout.write(f"{len(drifts)} differences\n" if drifts else "Everything adds up.\n")
    return 1 if drifts else 0
