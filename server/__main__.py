"""The command line: serve, migrate, revision, audit, settings."""

import argparse
import asyncio
import os
import sys

import uvloop

from server.settings import Settings, SettingsError, load, settings_markdown


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m server", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("serve", help="start the shop: migrate, fill an empty one with samples, listen")
    verbs.add_parser("migrate", help="bring the database to the shape that this version expects")
    verbs.add_parser("audit", help="recompute stock and money from the ledger; exit 1 on any drift")
    verbs.add_parser("settings", help="list every setting")
    revision = verbs.add_parser("revision", help="write a migration for what changed in the tables")
    revision.add_argument("message")
    options = parser.parse_args(arguments)
    if options.verb == "settings":
        print(settings_markdown())
        return 0
    try:
        settings = load(os.environ)
        return run(options, settings)
    except SettingsError as error:
        problems = (f"  - {problem}" for problem in error.problems)
        print("These settings need mending:", *problems, sep="\n", file=sys.stderr)
        return 2


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run a verb that needs settings. What only one verb needs is imported by it: the start stays quick."""
    match options.verb:
        case "serve":
            from server.serving import serve

            os.umask(0o077)  # the database and the logs of orders are nobody else's
            uvloop.run(serve(settings))
        case "migrate":
            from server.migrate import migrate

            asyncio.run(migrate(settings.database_url))
        case "revision":
            from server.migrate import new_revision

            asyncio.run(new_revision(settings.database_url, options.message))
        case "audit":
            from server.audit import audit

            return asyncio.run(audit(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
