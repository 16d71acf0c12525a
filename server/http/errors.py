"""THE table from the stable code of an error to an HTTP status, and its problem+json (RFC 9457)."""

import http
from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from server.http.refusals import Internal

PROBLEM_JSON = "application/problem+json"

ROOMS = frozenset({"server", "media", "chat", "checkout"})

STATUS: Mapping[str, int] = {
    # server.http
    "not_found": 404,
    "method_not_allowed": 405,
    "cross_site": 403,
    "body_too_large": 413,
    "request_timeout": 408,
    "body_malformed": 400,
    "body_invalid": 422,
    "query_invalid": 422,
    "unsupported_media_type": 415,
    "not_acceptable": 406,
    "precondition_required": 428,
    "precondition_failed": 412,
    "timed_out": 503,
    "format_unknown": 501,
    "link_invalid": 410,
    "internal_error": 500,
    # server.accounts
    "sign_in_required": 401,
    "sign_in_failed": 401,
    "too_many_attempts": 429,
    "not_allowed": 403,
    "token_invalid": 401,
    "cookie_invalid": 401,
    "email_taken": 409,
    "email_invalid": 422,
    "name_invalid": 422,
    "password_too_short": 422,
    "password_too_long": 422,
    "password_wrong": 403,
    "shop_open": 409,
    "erasure_expired": 409,
    "invitation_invalid": 410,
    "in_team_already": 409,
    "team_full": 409,
    "seller_not_found": 404,
    "account_not_found": 404,
    "sign_in_busy": 503,
    "account_error": 400,
    # server.db
    "database_unavailable": 503,
    "database_busy": 503,
    "storage_full": 507,
    # server.shows
    "show_not_found": 404,
    "show_ended": 409,
    "product_not_in_lineup": 422,
    "show_invalid": 422,
    "too_many_shows": 409,
    "show_error": 400,
    # server.interests
    "too_many_interests": 409,
    "interest_error": 400,
    # server.pictures
    "picture_type_unsupported": 415,
    "picture_damaged": 422,
    "picture_too_large": 422,
    "picture_limit": 409,
    "picture_not_found": 422,
    "pictures_busy": 503,
    "picture_error": 400,
    # server.hls
    "hls_unavailable": 409,
    "hls_not_ready": 409,
    "hls_request_invalid": 400,
    "hls_gone": 404,
    "hls_error": 400,
    # server.recordings
    "recording_not_found": 404,
    "recording_no_room": 507,
    "download_busy": 503,
    "download_failed": 500,
    "recording_error": 400,
    # server.replays
    "trim_invalid": 422,
    "captions_invalid": 422,
    "too_many_captions": 409,
    "clip_invalid": 422,
    "clip_not_found": 404,
    "too_many_clips": 409,
    "replay_error": 400,
    # media
    "offer_invalid": 400,
    "ice_fragment_unfit": 422,
    "codec_unsupported": 422,
    "layer_unknown": 422,
    "not_publishing": 409,
    "too_busy": 503,
    "session_not_found": 404,
    "media_error": 500,
    # chat, as far as it is reached over HTTP
    "muted": 403,
    "banned": 403,
    "refused": 422,
    "rules_first": 403,
    "slow_mode": 429,
    "buyers_only": 403,
    "followers_only": 403,
    "account_too_new": 403,
    "links_off": 422,
    "emoji_only": 422,
    "said_before": 409,
    "unknown_action": 404,
    "already_decided": 409,
    "too_many_cases": 429,
    "policy_invalid": 422,
    "too_long": 422,
    "empty": 422,
    "too_fast": 429,
    "unknown_person": 404,
    "unknown_message": 404,
    "unknown_question": 404,
    "unknown_poll": 404,
    "command_invalid": 422,
    "already_done": 409,
    "too_many": 429,
    "bad_frame": 400,
    "chat_unavailable": 503,
    "translation_unavailable": 503,
    "announcement_invalid": 500,
    "chat_error": 500,
    # checkout
    "product_not_found": 404,
    "product_invalid": 422,
    "currency_unknown": 422,
    "stock_below_promised": 409,
    "catalogue_full": 409,
    "delivery_invalid": 422,
    "flash_invalid": 422,
    "discount_invalid": 422,
    "discount_not_found": 404,
    "discount_unknown": 422,
    "discount_refused": 409,
    "flash_over": 409,
    "still_available": 409,
    "waiting_list_full": 409,
    "out_of_stock": 409,
    "not_for_sale": 409,
    "quantity_invalid": 422,
    "limit_per_order": 409,
    "limit_per_buyer": 409,
    "too_many_holds": 409,
    "lines_invalid": 422,
    "checkout_busy": 503,
    "orders_open": 409,
    "address_not_found": 404,
    "address_book_full": 409,
    "order_not_found": 404,
    "hold_expired": 409,
    "order_closed": 409,
    "order_locked": 409,
    "details_invalid": 422,
    "details_missing": 422,
    "cannot_ship_there": 422,
    "not_shippable": 409,
    "not_returnable": 409,
    "return_invalid": 422,
    "return_not_found": 404,
    "return_closed": 409,
    "review_refused": 409,
    "amount_not_chargeable": 422,
    "card_declined": 402,
    "payment_refused": 402,
    "payment_in_progress": 409,
    "payment_terms_invalid": 422,
    "pay_later_refused": 409,
    "payment_provider_unavailable": 503,
    "not_refundable": 409,
    "refund_invalid": 422,
    "refund_too_large": 409,
    "refund_refused": 402,
    "destination_invalid": 422,
    "destination_not_found": 404,
    "destination_error": 400,
    "webhook_endpoint_invalid": 422,
    "webhook_endpoint_not_found": 404,
    "webhook_delivery_not_found": 404,
    "webhook_error": 400,
    "webhook_signature_invalid": 400,
    "webhook_too_old": 400,
    "webhook_invalid": 400,
    "checkout_error": 400,
}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every error answer; some codes carry further members beside these."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str


def status_of(error: type[Exception]) -> int:
    """The status that answers this class of error; 500 when the table does not know its code."""
    return STATUS.get(getattr(error, "code", ""), 500)


def is_known(error: Exception) -> bool:
    """Whether the error is a room's meaning, with a sentence to show, and not a fault of ours.

    Errors of libraries have codes too, some of them spelled like ours; only our own classes count.
    """
    room = type(error).__module__.partition(".")[0]
    return room in ROOMS and getattr(error, "code", None) in STATUS


def problem_response(error: Exception, *, request_id: str) -> web.Response:
    """Answer with the error's own sentence, or with nothing but a request id when it is a fault of ours."""
    shown: Any = error if is_known(error) else Internal()
    status = STATUS[shown.code]
    extra: dict[str, Any] = dict(getattr(shown, "extra", {}))
    problem = Problem(title=http.HTTPStatus(status).phrase, status=status, code=shown.code, detail=str(shown))
    body = {**extra, **msgspec.to_builtins(problem), "request_id": request_id}
    headers = {"Cache-Control": "no-store"}
    if "retry_after_s" in extra:
        headers["Retry-After"] = str(extra["retry_after_s"])
    if status == http.HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="showfloor"'
    return web.Response(
        body=msgspec.json.encode(body), status=status, content_type=PROBLEM_JSON, headers=headers
    )
