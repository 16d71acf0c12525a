"""Reading what people type: e-mail, address, note, link. Pure; nothing is stored that fails here."""

import re
import unicodedata
from urllib.parse import urlsplit

from checkout.errors import DetailsInvalid
from checkout.purchases import Address

# Narrower than RFC 5322: mail programs trip over quotes and literals. Letters of any script: RFC 6531.
ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
EMAIL = re.compile(rf"{ATOM}(?:\.{ATOM})*@[\w-]+(?:\.[\w-]+)+")
COUNTRY = re.compile(r"[A-Z]{2}")
LONGEST_ID = 64
LONGEST_LINK = 500
# No spaces, quotes, brackets or control characters: it goes into plain mails too.
LINK = re.compile(r"[A-Za-z0-9\-._~:/?#@!$&*+,;=%]+")
LIMITS = {
    "name": 120,
    "line1": 200,
    "line2": 200,
    "city": 100,
    "postal_code": 20,
    "region": 100,
    "phone": 40,
}
REQUIRED = ("name", "line1", "city", "postal_code")


def is_id(text: str) -> bool:
    """Tell whether text can be one of our ids at all; Postgres fails on a NUL instead of finding nothing."""
    return 0 < len(text) <= LONGEST_ID and "\x00" not in text


def read_email(text: str) -> str:
    """Return the address without surrounding space.

    Raises:
        DetailsInvalid: it cannot be an e-mail address.
    """
    email = text.strip()
    if len(email) > 254 or not EMAIL.fullmatch(email):
        raise DetailsInvalid("This does not look like an e-mail address.", field="email")
    return email


def read_text(text: str, limit: int, field: str) -> str:
    """Return text without control characters and surrounding space.

    Raises:
        DetailsInvalid: it is longer than ``limit`` characters.
    """
    kept = "".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc").strip()
    if len(kept) > limit:
        raise DetailsInvalid(f"Shorten this to {limit} characters.", field=field)
    return kept


def read_link(text: str, field: str) -> str:
    """Return an https address that is safe to show as a link, or nothing.

    Raises:
        DetailsInvalid: it is no https address, names a user, or is too long.
    """
    link = text.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        plain = parts.scheme == "https" and bool(parts.hostname) and "." in (parts.hostname or "")
        plain = plain and parts.username is None and parts.port in {None, 443}
    except ValueError:
        plain = False
    if not plain or len(link) > LONGEST_LINK or not LINK.fullmatch(link):
        raise DetailsInvalid("Give the whole address of the page, beginning with https://.", field=field)
    return link


def read_address(address: Address) -> Address:
    """Return a clean address.

    Raises:
        DetailsInvalid: a part is missing or too long, or the country is not a two-letter code.
    """
    parts = {
        name: read_text(getattr(address, name), limit, f"address.{name}") for name, limit in LIMITS.items()
    }
    for name in REQUIRED:
        if not parts[name]:
            raise DetailsInvalid("Fill this in.", field=f"address.{name}")
    country = address.country.strip().upper()
    if not COUNTRY.fullmatch(country):
        raise DetailsInvalid("Choose a country.", field="address.country")
    return Address(country=country, **parts)
