"""What can be refused about webhooks.

HookError
  EndpointInvalid    webhook_endpoint_invalid
  EndpointNotFound   webhook_endpoint_not_found
  DeliveryNotFound   webhook_delivery_not_found
"""

from typing import ClassVar

JSON = str | int | float | bool | None


class HookError(Exception):
    """Base of the tree; `str(e)` is a sentence to show."""

    code: ClassVar[str] = "webhook_error"

    def __init__(self, sentence: str, **extra: JSON) -> None:
        super().__init__(sentence)
        self.extra: dict[str, JSON] = extra


class EndpointInvalid(HookError):
    """The address or the kinds of news make no sense, or there are too many; `field` says which."""

    code = "webhook_endpoint_invalid"


class EndpointNotFound(HookError):
    """The shop has no such endpoint."""

    code = "webhook_endpoint_not_found"

    def __init__(self) -> None:
        super().__init__("Your shop has no such webhook.")


class DeliveryNotFound(HookError):
    """The endpoint has no such delivery, or it is past keeping."""

    code = "webhook_delivery_not_found"

    def __init__(self) -> None:
        super().__init__("There is no such delivery. They are kept for 30 days.")
