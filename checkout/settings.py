"""The knobs of checkout, validated once where the process is composed."""

from dataclasses import dataclass

from checkout.money import currency_of


@dataclass(frozen=True, kw_only=True)
class CheckoutSettings:
    """How checkout behaves; without ``stripe_secret_key`` it runs on the sandbox, where no money moves."""

    stripe_secret_key: str | None = None
    stripe_publishable_key: str | None = None
    stripe_webhook_secret: str | None = None
    currency: str = "EUR"
    """The currency that a new product gets when none is named."""
    hold_seconds: int = 300
    """How long a fresh hold lasts."""
    turn_seconds: int = 180
    """How long a piece is held for whoever's turn it is on a waiting list."""
    payment_seconds: int = 600
    """How long a hold lasts at least once paying began, so that 3-D Secure can be finished."""
    longest_hold_seconds: int = 1800
    """No series of payment attempts keeps stock longer than this after the order was made."""
    grace_seconds: int = 900
    """How long after its expiry a hold is kept while the provider's answer is unknown."""
    live_holds_per_buyer: int = 3
    webhook_tolerance_seconds: int = 300
    provider_timeout_seconds: float = 10.0
    answer_seconds: float = 10.0
    """How long a tap on Pay waits for the outcome before it is told its place in the queue instead."""
    provider_requests_per_second: float = 20.0
    """How often each endpoint of the provider is asked at most; Stripe takes 25."""
    provider_queue: int = 2000
    """How many requests may wait for the provider; beyond that, buyers are asked to try again."""
    provider_backoff_seconds: float = 1.0
    """How long the first pause after a 429 lasts at least; each further one is twice as long."""
    sweep_seconds: float = 1.0
    """How often expired holds are looked for."""
    reconcile_seconds: float = 15.0
    """How often attempts without an answer, refunds due and undelivered events are looked after."""
    reservation_queue: int = 4096
    reservation_batch: int = 512

    def __post_init__(self) -> None:
        currency_of(self.currency)
        missing = self.stripe_secret_key and not (self.stripe_publishable_key and self.stripe_webhook_secret)
        if missing:
            raise ValueError(
                "A Stripe secret key needs its publishable key and webhook signing secret beside it."
            )

    @property
    def livemode(self) -> bool:
        """Whether real money moves."""
        return (self.stripe_secret_key or "").startswith(("sk_live_", "rk_live_"))
