"""The command line: serve, migrate, revision, audit, export, import, settings."""

import argparse
import asyncio
import os
import secrets
import sys
from pathlib import Path

import uvloop

from server.rehearsal import MAX_PEOPLE, MAX_PER_MINUTE, MIN_PEOPLE, PEOPLE, PER_MINUTE, Plan
from server.settings import Settings, SettingsError, load, settings_markdown


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m server", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    serving = verbs.add_parser(
        "serve", help="start the shop: migrate, fill an empty one with samples, listen"
    )
    rehearsal_flags(serving)
    verbs.add_parser("migrate", help="bring the database to the shape that this version expects")
    verbs.add_parser("audit", help="recompute stock and money from the ledger; exit 1 on any drift")
    leaving = verbs.add_parser("export", help="write a show that is over into a new folder")
    leaving.add_argument("show", help="the show's id: the last part of its address")
    leaving.add_argument("folder", type=Path)
    arriving = verbs.add_parser("import", help="put such a folder into a shop, as a show that is over")
    arriving.add_argument("folder", type=Path)
    arriving.add_argument("email", help="with which the shop's seller signs in")
    running = verbs.add_parser("operators", help="name who runs this server, add somebody, take one away")
    running.add_argument("email", nargs="?", help="of an account; without it all are named")
    running.add_argument("--remove", action="store_true", help="take the role away")
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


def rehearsal_flags(parser: argparse.ArgumentParser) -> None:
    """The flags of `serve` with which one practises."""
    group = parser.add_argument_group(
        "rehearsal", "practise in the sample shop: simulated people watch, chat, ask, buy and make trouble"
    )
    group.add_argument("--rehearse", action="store_true", help="let them in")
    group.add_argument(
        "--rehearse-people",
        type=int,
        choices=range(MIN_PEOPLE, MAX_PEOPLE + 1),
        default=PEOPLE,
        metavar="N",
        help=f"how many, {MIN_PEOPLE} to {MAX_PEOPLE} (%(default)s)",
    )
    group.add_argument(
        "--rehearse-pace",
        type=int,
        choices=range(1, MAX_PER_MINUTE + 1),
        default=PER_MINUTE,
        metavar="N",
        help=f"what they all do in a minute, 1 to {MAX_PER_MINUTE} (%(default)s)",
    )
    group.add_argument("--rehearse-seed", type=int, metavar="N", help="play an earlier rehearsal again")


def rehearsal_plan(options: argparse.Namespace) -> Plan | None:
    """What the flags ask for; None when nobody rehearses."""
    if not options.rehearse:
        return None
    seed = secrets.randbelow(1_000_000) if options.rehearse_seed is None else options.rehearse_seed
    return Plan(seed=seed, people=options.rehearse_people, per_minute=options.rehearse_pace)


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Run a verb that needs settings. What only one verb needs is imported by it: the start stays quick."""
    match options.verb:
        case "serve":
            from server.serving import serve

            os.umask(0o077)  # the database and the logs of orders are nobody else's
            uvloop.run(serve(settings, rehearsal_plan(options)))
        case "migrate":
            from server.migrate import migrate

            asyncio.run(migrate(settings.database_url))
        case "revision":
            from server.migrate import new_revision

            asyncio.run(new_revision(settings.database_url, options.message))
        case "audit":
            from server.audit import audit

            return asyncio.run(audit(settings))
        case "operators":
            from server.operators import operators

            return asyncio.run(operators(settings, options.email, on=not options.remove))
        case "export":
            from server.archiving import export_show

            return asyncio.run(export_show(settings, options.show, options.folder))
        case "import":
            from server.archiving import import_show

            os.umask(0o077)
            return asyncio.run(import_show(settings, options.folder, options.email))
    return 0


if __name__ == "__main__":
    sys.exit(main())
