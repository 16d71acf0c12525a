"""Ids that were used before, so that the same request sent twice is done once."""

from collections import OrderedDict
from dataclasses import dataclass

from chat.errors import BadFrame
from chat.people import Chatter

_REMEMBERED = 4000


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an id has led to: whose it is, and the offset of the event if there was one."""

    person_id: str | None
    offset: int | None


class Receipts:
    """The most recent ids of one room; an id belongs to the person who used it first."""

    def __init__(self) -> None:
        self._receipts: OrderedDict[str, Receipt] = OrderedDict()

    def find(self, request_id: str, chatter: Chatter) -> Receipt | None:
        """The receipt for this person's id, or None if it is new.

        Raises:
            BadFrame: somebody else has used the id; clients that key messages by id would mix them up.
        """
        receipt = self._receipts.get(request_id)
        if receipt is not None and receipt.person_id != chatter.person_id:
            raise BadFrame("This id is in use; make a random one.", message_id=request_id)
        return receipt

    def keep(self, request_id: str, person_id: str | None, offset: int | None) -> None:
        """Remember an id; the oldest are forgotten."""
        self._receipts[request_id] = Receipt(person_id, offset)
        while len(self._receipts) > _REMEMBERED:
            self._receipts.popitem(last=False)

    def offset(self, request_id: str) -> int | None:
        """The offset of the event that an id has led to, whoever asks."""
        receipt = self._receipts.get(request_id)
        return receipt.offset if receipt is not None else None

    def __contains__(self, request_id: str) -> bool:
        return request_id in self._receipts
