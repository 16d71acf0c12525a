"""A show as one folder that outlives its server: taken along, checked, and put into another shop."""

from server.archives.arrival import bring_in
from server.archives.departure import take_out
from server.archives.errors import ArchiveDamaged, ArchiveError, ArchiveRefused
from server.archives.shop import Shop

__all__ = ["ArchiveDamaged", "ArchiveError", "ArchiveRefused", "Shop", "bring_in", "take_out"]
