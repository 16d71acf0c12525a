"""The tables of every room, for the one Alembic history that they share."""

import sqlalchemy as sa

from checkout import metadata as checkout
from server.accounts.tables import metadata as accounts
from server.chat_hooks.tables import metadata as chat_hooks
from server.destinations.tables import metadata as destinations
from server.hooks.tables import metadata as hooks
from server.interests.tables import metadata as interests
from server.mail.tables import metadata as mail
from server.notices.tables import metadata as notices
from server.pictures.tables import metadata as pictures
from server.replays.tables import metadata as replays
from server.shows.tables import metadata as shows
from server.talk.tables import metadata as chat

METADATA: tuple[sa.MetaData, ...] = (
    accounts,
    shows,
    chat,
    checkout,
    mail,
    pictures,
    interests,
    notices,
    replays,
    hooks,
    chat_hooks,
    destinations,
)
