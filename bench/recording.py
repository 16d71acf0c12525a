"""Measures recordings: what they cost, what loss and a reconnect do to length and sync, what a crash costs.

The stream is in memory and its clock is owned, so that a minute takes seconds; the recorder, its thread and
the disk are real. Sync is that of the timestamps in the downloaded file.
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import av
from av.stream import Stream

from media import WriterNews
from server.recordings import Recordings, Room, journal
from server.recordings.recorder import Recorder
from tests.media.hls.rig import Broadcast
from tests.server.recordings.test_replays import CHILD, ROOT

PLENTY = Room(quota_bytes=1 << 34, spare_bytes=0)
LOSS = 0.05
AWAY_SECONDS = 4.0
HALF_SECONDS = 30
KILLS = 5


def writer_cpu(seconds: int) -> dict[str, float]:
    """The writer's and the recorder's share of a core, for one layer of 720p30 at 2.5 Mbit/s."""
    broadcast = Broadcast(frames=seconds * 30, size=(1280, 720), bitrate=2_500_000)
    read, spent = broadcast.writer.read, 0.0

    def timed() -> None:
        nonlocal spent
        began = time.process_time()
        read()
        spent += time.process_time() - began

    broadcast.writer.read = timed  # type: ignore[method-assign]
    broadcast.shoot()
    broadcast.writer.end()
    with tempfile.TemporaryDirectory(prefix="showfloor-recording-") as folder:
        written = record(Path(folder), broadcast.news)
    return {"writer_cpu": round(spent / seconds, 4), "recorder_cpu": round(written / seconds, 4)}


def record(folder: Path, news: list[WriterNews]) -> float:
    """Write news as fast as the disk takes them; returns the processor's seconds."""
    recorder = Recorder(folder, PLENTY, used_bytes=0)
    began = time.process_time()
    recorder.start()
    for each in news:
        while recorder._waiting.full():  # noqa: SLF001 - real time would not fill it
            time.sleep(0.001)
        recorder.receive(each)
    recorder.close()
    return time.process_time() - began


def bounds(stream: Stream) -> tuple[float, float]:
    """When a track of a file begins and ends, in seconds."""
    tick, start = float(stream.time_base or 0), stream.start_time or 0
    return start * tick, (start + (stream.duration or 0)) * tick


async def held(folder: Path) -> dict[str, float]:
    """Record a show that loses packets and its connection; measure the file that its seller downloads."""
    dice = random.Random(1)  # noqa: S311 - the same loss each time
    broadcast = Broadcast(frames=2 * HALF_SECONDS * 30, bitrate=600_000)
    half = HALF_SECONDS * 30

    def lose(_kind: str, number: int) -> bool:
        return number % half > 60 and dice.random() < LOSS

    broadcast.shoot(frames=half, lose=lose)
    broadcast.leave()
    broadcast.tick(AWAY_SECONDS)
    broadcast.shoot(begin=half, lose=lose)
    broadcast.writer.end()
    await asyncio.to_thread(record, folder, broadcast.news)
    recordings = Recordings(folder, room=PLENTY, days=0, enabled=False, now_ms=lambda: 0)
    recording = await recordings.recording("show")
    path = await recordings.download("show")
    with av.open(str(path)) as file:
        tracks = {stream.type: bounds(stream) for stream in file.streams}
    (begin, end), (sound_begin, sound_end) = tracks["video"], tracks["audio"]
    return {
        "length_error_ms": round(abs(end - begin - 2 * HALF_SECONDS) * 1000, 1),
        "replay_length_error_ms": round(abs(recording.seconds - 2 * HALF_SECONDS) * 1000, 1),
        "sync_error_begin_ms": round(abs(begin - sound_begin) * 1000, 1),
        "sync_error_end_ms": round(abs(end - sound_end) * 1000, 1),
        "spans": len(recording.spans),
    }


def lost_by_kill(folder: Path, parts: int) -> int:
    """Kill a recorder at work; returns how many parts that were handed over are not there."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    taken = 0
    with child:
        assert child.stdout is not None  # noqa: S101 - for the type
        while taken < parts and child.stdout.readline():
            taken += 1
        child.kill()
        taken += child.stdout.read().count("taken")
    take = folder / "show" / "one"
    sizes = {path.stem: path.stat().st_size for path in take.glob("*.m4s")}
    found = journal.read((take / "journal").read_bytes(), sizes)
    there = (
        0 if found is None else sum(len(r.segment.parts) for rows in found.segments.values() for r in rows)
    )
    # Three lines were the take's beginning and its heads.
    return max(0, taken - 3 - there)


def run(seconds: int) -> dict[str, Any]:
    """Measure everything."""
    figures: dict[str, Any] = dict(writer_cpu(seconds))
    with tempfile.TemporaryDirectory(prefix="showfloor-recording-") as folder:
        figures |= asyncio.run(held(Path(folder)))
    lost = []
    for number in range(KILLS):
        with tempfile.TemporaryDirectory(prefix="showfloor-recording-") as folder:
            lost.append(lost_by_kill(Path(folder), 40 + 17 * number))
    return figures | {"parts_lost_on_kill": max(lost)}


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--seconds", type=int, default=20, help="of the stream whose cost is measured")
    options = parser.parse_args()
    figures = run(options.seconds)
    for name, value in figures.items():
        print(f"{name}: {value}")
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
