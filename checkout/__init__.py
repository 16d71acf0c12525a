"""Checkout: products, stock, orders and money. Only what is exported here is for other rooms."""

from checkout.audit import Drift
from checkout.config import CardSample, CheckoutConfig
from checkout.errors import CheckoutError
from checkout.events import (
    AnyEvent,
    CheckoutEvent,
    OrderExpired,
    OrderPaid,
    OrderRefunded,
    OrderShipped,
    StockChanged,
)
from checkout.money import CURRENCIES, spell
from checkout.orders import OrderStatus
from checkout.pricing import ShippingRate, ShippingZone, Tax
from checkout.products import Image, Option, Product, ProductDraft, Stock, Variant, VariantDraft
from checkout.purchases import (
    Address,
    Buyer,
    HoldRequest,
    LineRequest,
    NextAction,
    Order,
    OrderChange,
    OrderLine,
    OrderStep,
    Payment,
    PayRequest,
    PayResult,
    SalesSummary,
    Shipment,
    ShipmentRequest,
    ShippingChoice,
    Totals,
)
from checkout.sandbox.sandbox import Fault, Sandbox, SandboxReply
from checkout.service import CheckoutService
from checkout.settings import CheckoutSettings
from checkout.store.tables import metadata

__all__ = [
    "CURRENCIES",
    "Address",
    "AnyEvent",
    "Buyer",
    "CardSample",
    "CheckoutConfig",
    "CheckoutError",
    "CheckoutEvent",
    "CheckoutService",
    "CheckoutSettings",
    "Drift",
    "Fault",
    "HoldRequest",
    "Image",
    "LineRequest",
    "NextAction",
    "Option",
    "Order",
    "OrderChange",
    "OrderExpired",
    "OrderLine",
    "OrderPaid",
    "OrderRefunded",
    "OrderShipped",
    "OrderStatus",
    "OrderStep",
    "PayRequest",
    "PayResult",
    "Payment",
    "Product",
    "ProductDraft",
    "SalesSummary",
    "Sandbox",
    "SandboxReply",
    "Shipment",
    "ShipmentRequest",
    "ShippingChoice",
    "ShippingRate",
    "ShippingZone",
    "Stock",
    "StockChanged",
    "Tax",
    "Totals",
    "Variant",
    "VariantDraft",
    "metadata",
    "spell",
]
