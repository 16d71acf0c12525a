"""What accounts may refuse.

AccountError
  SignInRequired, SignInFailed, TooManyAttempts, NotAllowed, TokenInvalid, CookieInvalid
  EmailTaken, EmailInvalid, NameInvalid, PasswordTooShort, PasswordTooLong
  SellerNotFound, AccountNotFound, HashingBusy
  PasswordWrong, ShopOpen, ErasureExpired
  InvitationInvalid, InTeamAlready, TeamFull
"""

from typing import ClassVar

JSON = str | int | float | bool | None


class AccountError(Exception):
    """Base of the tree; `str(e)` is a sentence to show, `extra` goes into the answer beside it."""

    code: ClassVar[str] = "account_error"
    sentence: ClassVar[str] = "This cannot be done with this account."

    def __init__(self, sentence: str | None = None, **extra: JSON) -> None:
        super().__init__(sentence or self.sentence)
        self.extra: dict[str, JSON] = extra


class SignInRequired(AccountError):
    """The route wants an account and the visitor has none."""

    code = "sign_in_required"
    sentence = "Sign in to do this."


class SignInFailed(AccountError):
    """The e-mail or the password is wrong; which of them is not told."""

    code = "sign_in_failed"
    sentence = "The e-mail or the password is not right. Check both and try again."


class TooManyAttempts(AccountError):
    """Tries come faster than a person types; `retry_after_s` says when to come back."""

    code = "too_many_attempts"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"Too many attempts. Try again in {retry_after_s} s.", retry_after_s=retry_after_s)


class NotAllowed(AccountError):
    """The account is known and its role does not cover this."""

    code = "not_allowed"
    sentence = "Your account is not allowed to do this."


class TokenInvalid(AccountError):
    """The stream key or API token of the Authorization header is unknown, expired or revoked."""

    code = "token_invalid"
    sentence = "This key is not valid: it is unknown, expired or revoked. Make a new one and try again."


class CookieInvalid(AccountError):
    """A cookie that this server never made, or made with another secret key."""

    code = "cookie_invalid"
    sentence = "Your browser sent a cookie that this shop did not make. It is removed now; please try again."


class EmailTaken(AccountError):
    """An account with this e-mail exists."""

    code = "email_taken"
    sentence = "There is already an account with this e-mail. Sign in instead."


class EmailInvalid(AccountError):
    """The text is no e-mail address."""

    code = "email_invalid"
    sentence = "This is not an e-mail address. Write it like name@example.org."


class NameInvalid(AccountError):
    """The name is empty, too long or has characters that cannot be shown."""

    code = "name_invalid"
    sentence = "A name has 1 to 40 characters, without line breaks or invisible ones."


class PasswordTooShort(AccountError):
    """The password would be guessed."""

    code = "password_too_short"
    sentence = "The password needs at least 10 characters."


class PasswordTooLong(AccountError):
    """The password is longer than anything a person or a manager makes."""

    code = "password_too_long"
    sentence = "The password may have at most 200 characters."


class PasswordWrong(AccountError):
    """The own password, asked for once more, is not right."""

    code = "password_wrong"
    sentence = "This is not your password. Check it and try again."


class ShopOpen(AccountError):
    """An account with a shop has buyers and books, and one that runs the server has everybody."""

    code = "shop_open"
    sentence = "This account runs a shop or this server, so it cannot be erased here. Ask the operator."


class ErasureExpired(AccountError):
    """Between the proof and the last word more than ten minutes went by."""

    code = "erasure_expired"
    sentence = "That took longer than ten minutes. Give your password again."


class InvitationInvalid(AccountError):
    """The link into a team was used, called back, is older than seven days, or never was one."""

    code = "invitation_invalid"
    sentence = "This invitation was used, called back or is too old. Ask the shop for a new link."


class InTeamAlready(AccountError):
    """The account moderates for the seller, or is the seller."""

    code = "in_team_already"
    sentence = "You are in this team already. The link stays good for somebody else."


class TeamFull(AccountError):
    """The moderators and the open invitations of a seller are as many as there may be."""

    code = "team_full"
    sentence = "A team has at most 50 people, open invitations counted. Remove some first."


class SellerNotFound(AccountError):
    """No such seller."""

    code = "seller_not_found"
    sentence = "There is no such seller."


class AccountNotFound(AccountError):
    """No such account."""

    code = "account_not_found"
    sentence = "There is no such account."


class HashingBusy(AccountError):
    """More passwords wait to be checked than the server can get through in time."""

    code = "sign_in_busy"

    def __init__(self, retry_after_s: int = 2) -> None:
        super().__init__(
            f"Many people are signing in right now. Try again in {retry_after_s} s.",
            retry_after_s=retry_after_s,
        )
