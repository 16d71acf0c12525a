"""The words of mails about shows, in the language of the page on which they were asked for: pure text."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from server.letters import Letter
from server.shows import ShowRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a mail leads: the show, and the page that stops mails."""

    show: str
    stop: str


def planned(show: ShowRecord, seller: str, *, to: str, language: str, links: Links) -> Letter:
    """Tell a follower that a show is planned."""
    when = day(show.starts_ms)
    if language == "ru":
        subject = f"{seller}: новый эфир, {when}"
        lines = [f"{seller} планирует эфир «{show.title}».", "", f"Начало: {when} (UTC).", links.show]
    else:
        subject = f"{seller} goes live on {when}"
        lines = [f"{seller} has planned a show: {show.title}.", "", f"It starts on {when} (UTC).", links.show]
    return closed(Letter(to=to, subject=subject, text="\n".join(lines)), language, links)


def soon(show: ShowRecord, seller: str, *, to: str, language: str, links: Links) -> Letter:
    """Remind somebody of a show that is about to start."""
    if language == "ru":
        subject = f"Скоро эфир: {show.title}"
        lines = [f"Вы просили напомнить: «{show.title}», {seller}.", "", "Скоро начнётся:", links.show]
    else:
        subject = f"Starting soon: {show.title}"
        lines = [f"You asked to be reminded: {show.title}, by {seller}.", "", "It starts soon:", links.show]
    return closed(Letter(to=to, subject=subject, text="\n".join(lines)), language, links)


def live(show: ShowRecord, seller: str, *, to: str, language: str, links: Links) -> Letter:
    """Tell somebody that a show is on air."""
    if language == "ru":
        subject = f"{seller} в эфире: {show.title}"
        lines = [f"{seller} сейчас в эфире: «{show.title}».", "", links.show]
    else:
        subject = f"{seller} is live: {show.title}"
        lines = [f"{seller} is on air now: {show.title}.", "", links.show]
    return closed(Letter(to=to, subject=subject, text="\n".join(lines)), language, links)


def confirmation(*, to: str, language: str, link: str, about: str) -> Letter:
    """Ask an address whether it wants mails at all; whoever typed it may not own it."""
    if language == "ru":
        return Letter(
            to=to,
            subject="Подтвердите, что хотите получать письма",
            text="\n".join(
                [
                    f"Кто-то указал этот адрес, чтобы получать письма: {about}.",
                    "",
                    "Если это вы, подтвердите на этой странице в течение недели:",
                    link,
                    "",
                    "Если нет, ничего не делайте: больше писем не будет.",
                ]
            ),
        )
    return Letter(
        to=to,
        subject="Confirm that you want these mails",
        text="\n".join(
            [
                f"Somebody gave this address to get mails about {about}.",
                "",
                "If that was you, say so on this page within a week:",
                link,
                "",
                "If not, do nothing: there will be no more mails.",
            ]
        ),
    )


def closed(letter: Letter, language: str, links: Links) -> Letter:
    """End a letter with the way to stop them."""
    words = "Больше не присылать такие письма:" if language == "ru" else "To get no more of these:"
    return replace(letter, text=f"{letter.text}\n\n{words} {links.stop}", unsubscribe=links.stop)


def day(at_ms: int) -> str:
    """Write a moment so that everybody reads it the same way."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")
