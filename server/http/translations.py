"""Translations of messages over HTTP, one at a time and on demand: no message ever waits for one."""

import msgspec

from chat import UnknownMessage
from server.accounts.errors import TooManyAttempts
from server.http.call import Call
from server.http.client import outside_network
from server.http.orders import count
from server.http.route import Access, Route
from server.shows.errors import ShowNotFound
from server.translating import Language, TranslationUnavailable


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The language to translate to."""

    to: Language


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    """A message in another language; null: it is in that language already, or cannot be translated."""

    text: str | None


async def translate_message(call: Call, show: str, offset: int, query: Wanted) -> Translation:
    """Translate a message that stands in the chat, at an offset."""
    services = call.services
    await services.shows.show(show)
    if network := outside_network(call.request, services.settings.trusted_proxies):
        count(call, (services.throttles.translations_by_network, network))
    words = services.chat.words_at(show, offset)
    return Translation(text=await services.translator.translate(words, query.to))


ROUTES = (
    Route(
        "GET",
        "/api/v1/shows/{show}/messages/{offset}/translation",
        translate_message,
        "Translate a message",
        Access.PUBLIC,
        (ShowNotFound, UnknownMessage, TooManyAttempts, TranslationUnavailable),
    ),
)
