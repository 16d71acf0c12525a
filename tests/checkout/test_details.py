"""What a buyer may type as an e-mail: what mail programs carry, and nothing that they trip over."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.details import read_email
from checkout.errors import DetailsInvalid

TYPED = st.text("ab1é.@[]<>,`()\"'\\:;=?_-!#$%&*+/^{|}~ ", max_size=6)


@pytest.mark.parametrize(
    "email",
    ["mia@home.example", "mia.o'neil+shop@post.home.example", "käthe@bücher.example", "почта@пример.example"],
)
def test_an_ordinary_address_is_kept_as_typed(email: str) -> None:
    assert read_email(f" {email} ") == email


@pytest.mark.parametrize(
    "email",
    [
        "a@[.b",
        "a@,`.<",
        "a@b",
        "a@b.",
        "a@.b",
        ".a@b.c",
        "a..b@b.c",
        "a b@b.c",
        '"a"@b.c',
        "a@b.c\nBcc: d@b.c",
    ],
)
def test_an_address_that_mail_programs_trip_over_is_refused(email: str) -> None:
    with pytest.raises(DetailsInvalid):
        read_email(email)


@given(TYPED, TYPED, TYPED)
def test_whatever_is_let_in_makes_a_header(local: str, host: str, top: str) -> None:
    try:
        email = read_email(f"{local}@{host}.{top}")
    except DetailsInvalid:
        return
    message = EmailMessage()
    message["To"] = email
    assert message.as_bytes()
