"""Queries over the rows of replays; each function is part of somebody's transaction."""

import msgspec
import sqlalchemy as sa

from server.inserts import insert
from server.recordings import WHOLE, Cut
from server.replays.tables import captions, clips, edits
from server.replays.webvtt import Cue


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """What a seller made of a recording.

    Attributes:
        hidden: Nobody can watch it; its clips can still be watched.
        cut: What is left of it.
    """

    hidden: bool = False
    cut: Cut = WHOLE


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    """A short piece of a show with an address of its own; its moments are those of the capture clock."""

    id: str
    show_id: str
    title: str
    product_id: str | None
    begins_ms: int
    ends_ms: int
    created_ms: int

    @property
    def cut(self) -> Cut:
        """What is played of the recording."""
        return Cut(begins_ms=self.begins_ms, ends_ms=self.ends_ms)


class MadeOf(msgspec.Struct, frozen=True, kw_only=True):
    """All that a seller made of a recording; captions by language."""

    edit: Edit
    captions: dict[str, list[Cue]]
    clips: list[Clip]


def load_all(connection: sa.Connection, show_id: str) -> MadeOf:
    """Read all that a seller made of a recording."""
    rows = connection.execute(sa.select(captions).where(captions.c.show_id == show_id))
    return MadeOf(
        edit=load_edit(connection, show_id),
        captions={row.language: msgspec.convert(row.cues, list[Cue]) for row in rows},
        clips=load_clips(connection, clips.c.show_id == show_id),
    )


def put_all(connection: sa.Connection, show_id: str, made: MadeOf) -> None:
    """Write all that a seller made of a recording, over what was there."""
    forget(connection, show_id)
    put_edit(connection, show_id, made.edit)
    for language, cues in made.captions.items():
        put_captions(connection, show_id, language, cues)
    for clip in made.clips:
        insert_clip(connection, clip)


def load_edit(connection: sa.Connection, show_id: str) -> Edit:
    """Read what a seller made of a recording; nothing is the whole, for everybody."""
    row = connection.execute(sa.select(edits).where(edits.c.show_id == show_id)).first()
    if row is None:
        return Edit()
    return Edit(hidden=row.hidden, cut=Cut(begins_ms=row.begins_ms, ends_ms=row.ends_ms))


def put_edit(connection: sa.Connection, show_id: str, edit: Edit) -> None:
    """Write what a seller made of a recording."""
    content = {"hidden": edit.hidden, "begins_ms": edit.cut.begins_ms, "ends_ms": edit.cut.ends_ms}
    put = insert(connection, edits).on_conflict_do_update(index_elements=["show_id"], set_=content)
    connection.execute(put, {"show_id": show_id} | content)


def caption_languages(connection: sa.Connection, show_id: str) -> list[str]:
    """Name the languages in which a show has captions."""
    query = sa.select(captions.c.language).where(captions.c.show_id == show_id)
    return list(connection.execute(query.order_by(captions.c.language)).scalars())


def load_captions(connection: sa.Connection, show_id: str, language: str) -> list[Cue] | None:
    """Read the captions of a show in a language, if there are any."""
    is_it = (captions.c.show_id == show_id, captions.c.language == language)
    cues = connection.execute(sa.select(captions.c.cues).where(*is_it)).scalar_one_or_none()
    return None if cues is None else msgspec.convert(cues, list[Cue])


def put_captions(connection: sa.Connection, show_id: str, language: str, cues: list[Cue]) -> None:
    """Write the captions of a show in a language over those that were there."""
    key = {"show_id": show_id, "language": language}
    content = {"cues": msgspec.to_builtins(cues)}
    put = insert(connection, captions).on_conflict_do_update(index_elements=list(key), set_=content)
    connection.execute(put, key | content)


def delete_captions(connection: sa.Connection, show_id: str, language: str) -> None:
    """Delete the captions of a show in a language."""
    is_it = (captions.c.show_id == show_id, captions.c.language == language)
    connection.execute(sa.delete(captions).where(*is_it))


def load_clips(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[Clip]:
    """Read clips, the latest first."""
    query = sa.select(clips).where(*conditions).order_by(clips.c.created_ms.desc(), clips.c.id)
    return [Clip(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public row API


def insert_clip(connection: sa.Connection, clip: Clip) -> None:
    """Write a new clip."""
    connection.execute(sa.insert(clips).values(msgspec.structs.asdict(clip)))


def forget(connection: sa.Connection, show_id: str) -> None:
    """Delete everything that was made of a recording which is no more."""
    for table in (edits, captions, clips):
        connection.execute(sa.delete(table).where(table.c.show_id == show_id))
