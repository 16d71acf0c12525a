"""Webhooks out: what happens in a shop, told to its seller's own programs, signed, until heard."""

from server.hooks.endpoints import Delivery, Endpoint, EndpointChange, EndpointDraft, HookKind, NewSecret
from server.hooks.service import Hooks

__all__ = [
    "Delivery",
    "Endpoint",
    "EndpointChange",
    "EndpointDraft",
    "HookKind",
    "Hooks",
    "NewSecret",
]
