"""Tells from `If-Match` whether a media session's ICE shall restart (RFC 9725, section 4.3)."""

import re

from server.http.refusals import PreconditionFailed, PreconditionRequired

# Weak tags are read and never match: If-Match compares strongly (RFC 9110, section 13.1.1).
ENTITY_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


def asks_for_restart(if_match: str | None, etag: str) -> bool:
    """Tell an ICE restart from candidates for the present ICE.

    Args:
        if_match: The header's value, None if there is none.
        etag: The quoted tag of the present ICE.

    Raises:
        PreconditionRequired: There is no header, so nobody knows which ICE is meant.
        PreconditionFailed: It names another one.
    """
    if if_match is None or not if_match.strip():
        raise PreconditionRequired
    # RFC 9110 writes the asterisk bare, the examples of RFC 9725 quote it.
    if if_match.strip() in {"*", '"*"'}:
        return True
    if etag not in ENTITY_TAG.findall(if_match):
        raise PreconditionFailed
    return False
