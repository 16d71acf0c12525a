"""Joining recorded takes into one file."""

from pathlib import Path

import av
import pytest

from media.hls import RemuxFailed, Stretch, remux
from tests.media.hls.rig import Broadcast


def take(folder: Path, codec: str, *, sound: bool = True) -> list[Stretch]:
    """A second of a show as its recording holds it."""
    show = Broadcast(codec, sound=sound, frames=60)
    show.shoot()
    show.writer.end()
    stretches = []
    for rendition in ("v", "a") if sound else ("v",):
        data = b"".join(part.data for part in show.parts(rendition))
        path = folder / f"{codec}-{sound}-{rendition}.m4s"
        path.write_bytes(data)
        stretches.append(Stretch(show.inits(rendition)[0].data, path, 0, len(data)))
    return stretches


def test_takes_become_one_file_that_plays_through(tmp_path: Path) -> None:
    whole = take(tmp_path, "H264")
    remux([whole, whole], tmp_path / "out.mp4")
    with av.open(str(tmp_path / "out.mp4")) as file:
        assert sorted(stream.type for stream in file.streams) == ["audio", "video"]
        frames = sum(1 for _ in file.decode(video=0))
    assert frames > 100


@pytest.mark.parametrize(("codec", "sound"), [("VP9", True), ("H264", False)])
def test_a_take_of_other_tracks_is_refused_instead_of_a_file_that_breaks_off(
    tmp_path: Path, codec: str, *, sound: bool
) -> None:
    takes = [take(tmp_path, "H264"), take(tmp_path, codec, sound=sound)]
    with pytest.raises(RemuxFailed, match="after"):
        remux(takes, tmp_path / "out.mp4")
