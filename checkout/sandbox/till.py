"""One request's view of the sandbox."""

from dataclasses import dataclass

from checkout.ports import NewId
from checkout.sandbox.shelf import Body, Shelf


@dataclass(frozen=True)
class Till:
    """The sandbox's objects, its clock, its ids."""

    shelf: Shelf
    now_s: int
    new_id: NewId

    def id(self, prefix: str) -> str:
        """Make an id as Stripe's look."""
        return f"{prefix}_{self.new_id().replace('-', '')}"

    def tell(self, kind: str, body: Body) -> None:
        """Put an event on the shelf; it is pending until a webhook was acknowledged."""
        self.shelf.put(
            {
                "id": self.id("evt"),
                "object": "event",
                "type": kind,
                "created": self.now_s,
                "livemode": False,
                "pending_webhooks": 1,
                "data": {"object": body},
            }
        )
