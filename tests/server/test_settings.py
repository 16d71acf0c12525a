"""Settings: read once, checked together, documented from their table."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.settings import Settings, SettingsError, load, settings_markdown

STRIPE = {
    "STRIPE_SECRET_KEY": "sk_test_123",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_123",
    "STRIPE_WEBHOOK_SECRET": "whsec_123",
}


def problems(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(environ)
    return caught.value.problems


def test_an_empty_environment_gives_a_server_on_this_machine_alone() -> None:
    settings = load({})

    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert (settings.udp_host, settings.udp_port) == ("::", 8080)
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.database_url == "sqlite:///var/showfloor.db"
    assert settings.sandbox
    assert not settings.over_tls


def test_settings_follow_one_another() -> None:
    settings = load({"SHOWFLOOR_HOST": "::", "SHOWFLOOR_PORT": "9000", "SHOWFLOOR_DATA_DIR": "/srv/shop"})

    assert settings.udp_port == 9000
    assert settings.public_url == "http://localhost:9000"
    assert settings.database_url == "sqlite:////srv/shop/showfloor.db"


def test_an_empty_variable_counts_as_unset() -> None:
    assert load({"SHOWFLOOR_PORT": "", "REDIS_URL": " "}) == Settings()


def test_all_mistakes_are_told_at_once() -> None:
    told = problems(
        {
            "SHOWFLOOR_PORT": "eighty",
            "SHOWFLOOR_CURRENCY": "XXX",
            "SHOWFLOOR_PUBLIC_URL": "shop.example",
            "DATABASE_URL": "mysql://root:hunter2@db/shop",
            "SHOWFLOOR_SAMPLE_SHOP": "maybe",
            "SHOWFLOOR_TRUSTED_PROXIES": "10.0.0.0/8, proxy",
        }
    )

    assert {problem.split()[0] for problem in told} == {
        "SHOWFLOOR_PORT",
        "SHOWFLOOR_CURRENCY",
        "SHOWFLOOR_PUBLIC_URL",
        "DATABASE_URL",
        "SHOWFLOOR_SAMPLE_SHOP",
        "SHOWFLOOR_TRUSTED_PROXIES",
    }
    assert "SHOWFLOOR_PORT must be a whole number from 0 to 65535, but it is 'eighty'." in told
    assert "hunter2" not in " ".join(told)


def test_half_configured_stripe_is_refused_with_what_is_missing() -> None:
    (told,) = problems({"STRIPE_SECRET_KEY": "sk_test_123"})

    assert "STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET is missing" in told


def test_live_and_test_keys_are_not_mixed() -> None:
    (told,) = problems(STRIPE | {"STRIPE_PUBLISHABLE_KEY": "pk_live_123"})

    assert "differ in mode" in told


def test_whole_stripe_ends_the_sandbox() -> None:
    assert not load(STRIPE).sandbox


def test_a_misspelt_name_is_told_with_the_right_one() -> None:
    assert problems({"SHOWFLOOR_PROT": "80"}) == [
        "SHOWFLOOR_PROT is not a setting. Did you mean SHOWFLOOR_PORT?"
    ]


def test_smtp_wants_a_sender() -> None:
    (told,) = problems({"SMTP_URL": "smtp://mail.example"})

    assert told.startswith("SHOWFLOOR_MAIL_FROM")


def test_the_short_scheme_of_postgresql_is_understood() -> None:
    assert load({"DATABASE_URL": "postgres://shop@db/shop"}).database_url == "postgresql://shop@db/shop"


def test_an_origin_has_no_path() -> None:
    (told,) = problems({"SHOWFLOOR_ALLOWED_ORIGINS": "https://a.example, https://b.example/shop"})

    assert "without a path" in told


def test_secrets_stay_out_of_the_repr() -> None:
    settings = load(STRIPE | {"DATABASE_URL": "postgresql://shop:hunter2@db/shop"})

    assert "sk_test_123" not in repr(settings)
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("SHOWFLOOR_PUBLIC_ADDRESSES", "203.0.113.7, home", "must be an IP address"),
        ("SHOWFLOOR_SECRET_KEY", "short", "must have at least 32 characters."),
        ("SHOWFLOOR_PUBLIC_URL", "https://shop.example:0x50", "must be a URL"),
        ("STRIPE_WEBHOOK_SECRET", "secret", "must start with whsec_."),
        ("SHOWFLOOR_LOG_LEVEL", "loud", "must be one of debug, info, warning, error"),
        ("SHOWFLOOR_HOLD_SECONDS", "5", "must be a whole number from 30 to 3600"),
    ],
)
def test_each_kind_of_value_says_what_it_must_be(name: str, text: str, complaint: str) -> None:
    told = problems(STRIPE | {name: text})

    assert complaint in told[0]
    assert len(told) == 1


def test_lists_and_flags_are_read_as_people_write_them() -> None:
    settings = load(
        {
            "SHOWFLOOR_PUBLIC_ADDRESSES": "203.0.113.7, 2001:DB8::1,",
            "SHOWFLOOR_ALLOWED_ORIGINS": "https://Shop.Example",
            "SHOWFLOOR_SAMPLE_SHOP": "No",
            "SHOWFLOOR_DATA_DIR": "~/shop",
        }
    )

    assert settings.public_addresses == ("203.0.113.7", "2001:db8::1")
    assert settings.allowed_origins == ("https://shop.example",)
    assert settings.sample_shop is False
    assert settings.data_dir == Path.home() / "shop"


@given(st.dictionaries(st.sampled_from(["SHOWFLOOR_PORT", "SHOWFLOOR_PUBLIC_URL", "SMTP_URL"]), st.text()))
def test_any_text_is_either_taken_or_told(environ: dict[str, str]) -> None:
    told: list[str] = []
    try:
        load(environ)
    except SettingsError as error:
        told = error.problems

    assert all(problem.endswith((".", "?")) for problem in told)


def test_the_document_of_settings_is_made_from_the_table() -> None:
    document = Path(__file__).parents[2] / "docs" / "settings.md"

    assert document.read_text() == settings_markdown()
