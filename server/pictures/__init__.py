"""Sellers' pictures: checked, made small, kept as files, and thrown away when nothing shows them."""

from server.pictures.rendering import WIDTHS
from server.pictures.service import Pictures
from server.pictures.store import Picture, PictureSize, picture_in
from server.pictures.tables import metadata

__all__ = ["WIDTHS", "Picture", "PictureSize", "Pictures", "metadata", "picture_in"]
