"""Checks an e-mail address as text; whether it exists only a mail can tell."""

from email_validator import EmailNotValidError, validate_email

from server.accounts.errors import EmailInvalid


def parse_email(text: str) -> tuple[str, str]:
    """Return the address as it is shown, and as it is compared.

    Raises:
        EmailInvalid: It is none.
    """
    try:
        # The names of RFC 2606 are for us to refuse only where mail is really sent; sample logins use them.
        valid = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise EmailInvalid from error
    return valid.normalized, valid.normalized.casefold()
