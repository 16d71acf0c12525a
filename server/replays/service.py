"""What sellers make of recordings: what is shown of a replay, its captions, the clips cut out of it."""

import secrets
from collections.abc import Callable
from typing import Annotated

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, Meta, UnsetType

from server.db import Database
from server.recordings import Cut, RecordingNotFound, Recordings
from server.replays import store, tables, webvtt
from server.replays.errors import ClipInvalid, ClipNotFound, TooManyCaptions, TooManyClips, TrimInvalid
from server.replays.store import Clip, Edit, MadeOf
from server.replays.webvtt import Cue

MOST_LANGUAGES = 8
MOST_CLIPS = 50
SHORTEST_CLIP_SECONDS = 2
LONGEST_CLIP_SECONDS = 180

Seconds = Annotated[float, Meta(ge=0, le=1e6)]


class ReplayChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a seller wants changed; fields left out stay as they are.

    Attributes:
        hidden: Whether nobody may watch.
        begin_seconds: From where on it is shown, on the clock of the whole recording.
        end_seconds: Up to where.
    """

    hidden: bool | UnsetType = UNSET
    begin_seconds: Seconds | UnsetType = UNSET
    end_seconds: Seconds | UnsetType = UNSET


class ClipDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a seller says of a new clip; its moments are those of the replay as it is shown."""

    title: Annotated[str, Meta(min_length=1, max_length=120)]
    begin_seconds: Seconds
    end_seconds: Seconds
    product_id: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class Replays:
    """Keeps what sellers make of recordings; the recordings themselves stay as they were sent."""

    def __init__(
        self,
        database: Database,
        recordings: Recordings,
        *,
        now_ms: Callable[[], int],
        new_clip_id: Callable[[], str] = lambda: secrets.token_hex(6),
    ) -> None:
        self._database = database
        self._recordings = recordings
        self._now_ms = now_ms
        self._new_clip_id = new_clip_id

    async def edit(self, show_id: str) -> Edit:
        """What the seller made of a show's recording."""
        return await self._database.read(lambda connection: store.load_edit(connection, show_id))

    async def published(self, show_id: str) -> Cut:
        """What everybody may watch of a show.

        Raises:
            RecordingNotFound: its seller hides it.
        """
        edit = await self.edit(show_id)
        if edit.hidden:
            raise RecordingNotFound("There is no replay of this show.")
        return edit.cut

    async def may_play(self, show_id: str, take_id: str, segment: int) -> bool:
        """Whether a segment is in the replay as it is shown, or in a clip of it; raises RecordingNotFound."""

        def work(connection: sa.Connection) -> list[Cut]:
            edit = store.load_edit(connection, show_id)
            clips = store.load_clips(connection, tables.clips.c.show_id == show_id)
            return [*([] if edit.hidden else [edit.cut]), *(clip.cut for clip in clips)]

        cuts = await self._database.read(work)
        return await self._recordings.plays(show_id, take_id, segment, cuts)

    async def change(self, show_id: str, change: ReplayChange) -> Edit:
        """Hide or show a replay, or cut its ends off, at the nearest boundaries of segments.

        Raises:
            RecordingNotFound: there is no recording of this show.
            TrimInvalid: nothing would be left.
        """
        whole = await self._recordings.recording(show_id)
        edit = await self.edit(show_id)
        cut = edit.cut
        if change.begin_seconds is not UNSET:
            cut = msgspec.structs.replace(cut, begins_ms=whole.epoch_at(change.begin_seconds))
        if change.end_seconds is not UNSET:
            cut = msgspec.structs.replace(cut, ends_ms=whole.epoch_at(change.end_seconds))
        try:
            cut = await self._recordings.snapped(show_id, cut)
        except RecordingNotFound as nothing:
            raise TrimInvalid(
                "Nothing of the replay would be left. Let it end later than it begins."
            ) from nothing
        hidden = edit.hidden if change.hidden is UNSET else change.hidden
        edit = Edit(hidden=hidden, cut=cut)
        await self._database.write(lambda connection: store.put_edit(connection, show_id, edit))
        return edit

    async def caption_languages(self, show_id: str) -> list[str]:
        """Name the languages in which a show has captions."""
        return await self._database.read(lambda connection: store.caption_languages(connection, show_id))

    async def captions(self, show_id: str, language: str) -> str:
        """Write the captions of a replay as it is shown now.

        Raises:
            RecordingNotFound: there are none in this language, or no replay.
        """
        recording = await self._recordings.recording(show_id, await self.published(show_id))
        cues = await self._database.read(
            lambda connection: store.load_captions(connection, show_id, language)
        )
        if cues is None:
            raise RecordingNotFound("This replay has no captions in this language.")
        shown = [
            Cue(begins, ends, cue.text)
            for cue in cues
            if (begins := round(recording.seconds_at(cue.begins_ms) * 1000))
            < (ends := round(recording.seconds_at(cue.ends_ms) * 1000))
        ]
        return webvtt.write(shown)

    async def put_captions(self, show_id: str, language: str, text: str) -> list[str]:
        """Take captions whose times are those of the replay as it is shown now; returns all languages.

        They are kept by the capture clock, so that cutting more off later moves none of them.

        Raises:
            RecordingNotFound: there is no recording of this show.
            CaptionsInvalid, TooManyCaptions: see there.
        """
        recording = await self._recordings.recording(show_id, (await self.edit(show_id)).cut)
        cues = [
            Cue(recording.epoch_at(cue.begins_ms / 1000), recording.epoch_at(cue.ends_ms / 1000), cue.text)
            for cue in webvtt.read(text)
        ]

        def work(connection: sa.Connection) -> list[str]:
            known = store.caption_languages(connection, show_id)
            if language not in known and len(known) >= MOST_LANGUAGES:
                raise TooManyCaptions(f"A replay has captions in {MOST_LANGUAGES} languages at most.")
            store.put_captions(connection, show_id, language, cues)
            return store.caption_languages(connection, show_id)

        return await self._database.write(work)

    async def delete_captions(self, show_id: str, language: str) -> list[str]:
        """Delete the captions of a language, if there are any; returns the others."""

        def work(connection: sa.Connection) -> list[str]:
            store.delete_captions(connection, show_id, language)
            return store.caption_languages(connection, show_id)

        return await self._database.write(work)

    async def clips(self, show_id: str) -> list[Clip]:
        """The clips of a show, the latest first."""
        of_show = tables.clips.c.show_id == show_id
        return await self._database.read(lambda connection: store.load_clips(connection, of_show))

    async def clip(self, show_id: str, clip_id: str) -> Clip:
        """One clip; raises ClipNotFound."""
        is_it = (tables.clips.c.id == clip_id) & (tables.clips.c.show_id == show_id)
        found = await self._database.read(lambda connection: store.load_clips(connection, is_it))
        if not found:
            raise ClipNotFound("This clip is not here any more. Its seller may have taken it away.")
        return found[0]

    async def make_clip(self, show_id: str, draft: ClipDraft) -> Clip:
        """Cut a clip out of a replay, at the nearest boundaries of segments.

        Raises:
            RecordingNotFound: there is no recording of this show.
            ClipInvalid, TooManyClips: see there.
        """
        title = " ".join(draft.title.split())
        if not title:
            raise ClipInvalid("Give the clip a title, so that people know what they will see.")
        recording = await self._recordings.recording(show_id, (await self.edit(show_id)).cut)
        begin, end = (min(at, recording.seconds) for at in (draft.begin_seconds, draft.end_seconds))
        if not SHORTEST_CLIP_SECONDS <= end - begin <= LONGEST_CLIP_SECONDS:
            raise ClipInvalid(
                f"A clip lasts {SHORTEST_CLIP_SECONDS} to {LONGEST_CLIP_SECONDS} seconds. "
                "Choose other moments."
            )
        cut = Cut(begins_ms=recording.epoch_at(begin), ends_ms=recording.epoch_at(end))
        try:
            cut = await self._recordings.snapped(show_id, cut)
        except RecordingNotFound as nothing:
            raise ClipInvalid("No keyframe lies between these moments. Make the clip longer.") from nothing
        part = await self._recordings.recording(show_id, cut)
        clip = Clip(
            id=self._new_clip_id(),
            show_id=show_id,
            title=title,
            product_id=draft.product_id,
            begins_ms=part.begins_ms,
            ends_ms=part.ends_ms,
            created_ms=self._now_ms(),
        )

        def work(connection: sa.Connection) -> Clip:
            if len(store.load_clips(connection, tables.clips.c.show_id == show_id)) >= MOST_CLIPS:
                raise TooManyClips(f"A show has {MOST_CLIPS} clips at most. Delete one first.")
            store.insert_clip(connection, clip)
            return clip

        return await self._database.write(work)

    async def delete_clip(self, show_id: str, clip_id: str) -> None:
        """Delete a clip, if it is there."""
        is_it = (tables.clips.c.id == clip_id) & (tables.clips.c.show_id == show_id)
        await self._database.write(
            lambda connection: connection.execute(sa.delete(tables.clips).where(is_it))
        )

    async def made_of(self, show_id: str) -> MadeOf:
        """All that the seller made of a show's recording, to be taken along."""
        return await self._database.read(lambda connection: store.load_all(connection, show_id))

    async def put_all(self, show_id: str, made: MadeOf) -> None:
        """Write what was made of a recording that was taken along."""
        await self._database.write(lambda connection: store.put_all(connection, show_id, made))

    async def forget(self, show_id: str) -> None:
        """Drop everything that was made of a recording, which is gone."""
        await self._database.write(lambda connection: store.forget(connection, show_id))
