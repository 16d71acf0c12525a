"""What frames of every concern are made of: the bases of both ways, and fields they share."""

from typing import Annotated

import msgspec

Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
LONGEST_REASON = 200
Reason = Annotated[str, msgspec.Meta(max_length=LONGEST_REASON)]
Offset = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Inbound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="t"):
    """What every frame from a client has in common: unknown fields are refused."""


class Outbound(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t"):
    """What every personal frame has in common: absent means None."""
