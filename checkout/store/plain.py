"""Rows as plain dictionaries: SQLAlchemy's column names are a subclass of str, which msgspec refuses."""

from typing import Any

import sqlalchemy as sa


def plain(row: sa.RowMapping) -> dict[str, Any]:
    """Copy a row into a dictionary with ordinary keys."""
    return {str(name): value for name, value in row.items()}
