"""Finds links in a message, those that are taken apart to slip by included."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ZONES = (
    "com|net|org|info|biz|shop|store|online|site|xyz|top|club|live|link|click|app|dev|io|co|me|tv|gg|ly|to|cc|ws|ai|"
    "ru|su|рф|by|ua|kz|de|fr|it|es|nl|pl|cz|uk|eu|us|ca|au|in|cn|jp|kr|br|tr|se|no|fi|dk|ch|at|be|pt|gr|il|market|sale"
)
# Each part is bounded and none can match in two ways, so a search is linear in the message.
_ZONE_AHEAD = re.compile(rf"(?:[.,]|dot|точка)[\s)\]}}]{{0,4}}(?:{_ZONES}|xn--\w{{2,30}})\b", re.IGNORECASE)
_LINK = re.compile(
    rf"(?:https?://|www\.)\S{{2,}}|\b(?:[\w-]{{1,63}}\.){{1,6}}(?:{_ZONES}|xn--\w{{2,30}})\b(?:/\S*)?",
    re.IGNORECASE,
)
_APART = re.compile(
    rf"\b[\w-]{{2,63}}(\s{{1,4}}[.,]\s{{0,4}}|\s{{0,4}}[.,]\s{{1,4}}|\s{{0,4}}[(\[{{]?\s?(?:dot|точка)\s?[)\]}}]?\s{{0,4}})({_ZONES})\b",
    re.IGNORECASE,
)
_HOST = re.compile(r"^(?:https?://)?(?:www\.)?([^/\s:?#]+)", re.IGNORECASE)
# These are words as well: with only a blank before them they are the next sentence and no domain.
_WORDS = frozenset(
    (
        *(
            "in",
            "to",
            "me",
            "no",
            "it",
            "at",
            "be",
            "us",
            "es",
            "is",
            "by",
            "co",
            "de",
            "la",
            "se",
            "live",
            "top",
        ),
        *("shop", "store", "sale", "link", "market", "online", "app", "click", "site", "club", "info"),
    )
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written, and whether it was taken apart."""

    text: str
    apart: bool


def find_link(text: str, domains: Iterable[str] = ()) -> Link | None:
    """The first link that does not lead to one of these domains or below."""
    if "://" not in text and "www." not in text.casefold() and _ZONE_AHEAD.search(text) is None:
        return None
    known = tuple(domain.casefold().removeprefix("www.") for domain in domains)
    for match in _LINK.finditer(text):
        if not _leads_to(match[0], known):
            return Link(match[0], apart=False)
    for match in _APART.finditer(text):
        between, zone = match[1], match[2].casefold()
        is_sentence = between[0] in ".," and zone in _WORDS and "-" not in match[0]
        if not is_sentence:
            return Link(match[0], apart=True)
    return None


def _leads_to(link: str, domains: tuple[str, ...]) -> bool:
    found = _HOST.match(link)
    host = found[1].casefold().rstrip(".") if found else ""
    return any(host == domain or host.endswith("." + domain) for domain in domains)
