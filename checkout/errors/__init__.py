"""What can go wrong in checkout, as far as a person can be told.

    CheckoutError
    ├── CatalogueError
    │   ├── ProductNotFound        product_not_found
    │   ├── ProductInvalid         product_invalid
    │   ├── CurrencyUnknown        currency_unknown
    │   ├── StockBelowPromised     stock_below_promised
    │   ├── CatalogueFull          catalogue_full
    │   ├── DeliveryInvalid        delivery_invalid
    │   ├── FlashInvalid           flash_invalid
    │   ├── DiscountInvalid        discount_invalid
    │   └── DiscountNotFound       discount_not_found
    ├── ReservationError
    │   ├── OutOfStock             out_of_stock
    │   ├── NotForSale             not_for_sale
    │   ├── QuantityInvalid        quantity_invalid
    │   ├── LimitPerOrder          limit_per_order
    │   ├── LimitPerBuyer          limit_per_buyer
    │   ├── TooManyHolds           too_many_holds
    │   ├── LinesInvalid           lines_invalid
    │   ├── FlashOver              flash_over
    │   ├── StillAvailable         still_available
    │   ├── WaitingListFull        waiting_list_full
    │   └── CheckoutBusy           checkout_busy
    ├── OrderError
    │   ├── OrderNotFound          order_not_found
    │   ├── HoldExpired            hold_expired
    │   ├── OrderClosed            order_closed
    │   ├── OrderLocked            order_locked
    │   ├── DetailsInvalid         details_invalid
    │   ├── DetailsMissing         details_missing
    │   ├── CannotShipThere        cannot_ship_there
    │   ├── DiscountUnknown        discount_unknown
    │   ├── DiscountRefused        discount_refused
    │   ├── OrdersOpen             orders_open
    │   ├── AddressNotFound        address_not_found
    │   ├── AddressBookFull        address_book_full
    │   ├── NotShippable           not_shippable
    │   ├── NotReturnable          not_returnable
    │   ├── ReturnInvalid          return_invalid
    │   ├── ReturnNotFound         return_not_found
    │   ├── ReturnClosed           return_closed
    │   └── ReviewRefused          review_refused
    ├── PaymentError
    │   ├── AmountNotChargeable    amount_not_chargeable
    │   ├── PaymentDeclined        card_declined
    │   ├── PaymentRefused         payment_refused
    │   ├── PaymentInProgress      payment_in_progress
    │   ├── PaymentTermsInvalid    payment_terms_invalid
    │   ├── PayLaterRefused        pay_later_refused
    │   ├── NotRefundable          not_refundable
    │   ├── RefundInvalid          refund_invalid
    │   ├── RefundTooLarge         refund_too_large
    │   ├── RefundRefused          refund_refused
    │   └── ProviderUnavailable    payment_provider_unavailable
    └── WebhookRejected
        ├── WebhookSignatureInvalid webhook_signature_invalid
        ├── WebhookTooOld          webhook_too_old
        └── WebhookInvalid         webhook_invalid

Every ``str(error)`` is a sentence that is safe to show; ``extra`` holds what a program needs beside it.
"""

from checkout.errors.aftercare import (
    NotReturnable,
    ReturnClosed,
    ReturnInvalid,
    ReturnNotFound,
    ReviewRefused,
)
from checkout.errors.base import (
    CheckoutError,
)
from checkout.errors.buying import (
    AddressBookFull,
    AddressNotFound,
    CannotShipThere,
    CheckoutBusy,
    DetailsInvalid,
    DetailsMissing,
    DiscountRefused,
    DiscountUnknown,
    FlashOver,
    HoldExpired,
    LimitPerBuyer,
    LimitPerOrder,
    LinesInvalid,
    NotForSale,
    NotShippable,
    OrderClosed,
    OrderError,
    OrderLocked,
    OrderNotFound,
    OrdersOpen,
    OutOfStock,
    QuantityInvalid,
    ReservationError,
    StillAvailable,
    TooManyHolds,
    WaitingListFull,
)
from checkout.errors.catalogue import (
    CatalogueError,
    CatalogueFull,
    CurrencyUnknown,
    DeliveryInvalid,
    DiscountInvalid,
    DiscountNotFound,
    FlashInvalid,
    ProductInvalid,
    ProductNotFound,
    StockBelowPromised,
)
from checkout.errors.payments import (
    AmountNotChargeable,
    NotRefundable,
    PayLaterRefused,
    PaymentDeclined,
    PaymentError,
    PaymentInProgress,
    PaymentRefused,
    PaymentTermsInvalid,
    ProviderUnavailable,
    RefundInvalid,
    RefundRefused,
    RefundTooLarge,
    WebhookInvalid,
    WebhookRejected,
    WebhookSignatureInvalid,
    WebhookTooOld,
)

__all__ = [
    "AddressBookFull",
    "AddressNotFound",
    "AmountNotChargeable",
    "CannotShipThere",
    "CatalogueError",
    "CatalogueFull",
    "CheckoutBusy",
    "CheckoutError",
    "CurrencyUnknown",
    "DeliveryInvalid",
    "DetailsInvalid",
    "DetailsMissing",
    "DiscountInvalid",
    "DiscountNotFound",
    "DiscountRefused",
    "DiscountUnknown",
    "FlashInvalid",
    "FlashOver",
    "HoldExpired",
    "LimitPerBuyer",
    "LimitPerOrder",
    "LinesInvalid",
    "NotForSale",
    "NotRefundable",
    "NotReturnable",
    "NotShippable",
    "OrderClosed",
    "OrderError",
    "OrderLocked",
    "OrderNotFound",
    "OrdersOpen",
    "OutOfStock",
    "PayLaterRefused",
    "PaymentDeclined",
    "PaymentError",
    "PaymentInProgress",
    "PaymentRefused",
    "PaymentTermsInvalid",
    "ProductInvalid",
    "ProductNotFound",
    "ProviderUnavailable",
    "QuantityInvalid",
    "RefundInvalid",
    "RefundRefused",
    "RefundTooLarge",
    "ReservationError",
    "ReturnClosed",
    "ReturnInvalid",
    "ReturnNotFound",
    "ReviewRefused",
    "StillAvailable",
    "StockBelowPromised",
    "TooManyHolds",
    "WaitingListFull",
    "WebhookInvalid",
    "WebhookRejected",
    "WebhookSignatureInvalid",
    "WebhookTooOld",
]
