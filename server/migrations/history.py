"""Runs Alembic on a connection: upgrade, compare, write a revision."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from server.schema import METADATA

SCRIPTS = Path(__file__).parent


def upgrade(connection: sa.Connection) -> None:
    """Run every missing revision."""
    command.upgrade(configuration(connection), "head")


def compare(connection: sa.Connection) -> list[Any]:
    """Compare the database with the metadata of all rooms."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))  # type: ignore[arg-type]  # it takes several


def write_revision(connection: sa.Connection, message: str) -> None:
    """Write the next revision file: 0001, 0002, ..."""
    number = len(list((SCRIPTS / "versions").glob("[0-9]*.py"))) + 1
    command.revision(configuration(connection), message=message, autogenerate=True, rev_id=f"{number:04}")


def configuration(connection: sa.Connection) -> Config:
    """Return Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
