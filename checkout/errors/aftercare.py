"""What can be refused after an order was paid: returns, and a second look at a payment."""

from checkout.errors.buying import OrderError


class NotReturnable(OrderError):
    """Nothing of the order can be sent back now: it was not sent yet, or a return is under way."""

    code = "not_returnable"

    def __init__(self, sentence: str, status: str) -> None:
        super().__init__(sentence, status=status)


class ReturnInvalid(OrderError):
    """Pieces that the order does not have, or no pieces at all; `field` says what is wrong."""

    code = "return_invalid"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence, field=field)


class ReturnNotFound(OrderError):
    """The order has no such return."""

    code = "return_not_found"

    def __init__(self) -> None:
        super().__init__("This order has no such return.")


class ReturnClosed(OrderError):
    """The return is past what was asked for."""

    code = "return_closed"

    def __init__(self, state: str) -> None:
        super().__init__(f"This return cannot be changed so any more: it is {state}.", state=state)


class ReviewRefused(OrderError):
    """What was decided about a payment cannot be done."""

    code = "review_refused"

    def __init__(self) -> None:
        super().__init__("The pieces are gone, so this cannot be sold as paid. Give the money back instead.")
