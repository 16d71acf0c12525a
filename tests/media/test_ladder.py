"""The layers of a stream over its publishers."""

import time

from media.codecs import Format
from media.counters import Counters
from media.fanout import FanOut, PacketBuilder
from media.ladder import Ladder
from media.ledger import SendLedger
from media.ring import Ring
from media.sendmmsg import Scratch
from media.track import Track

VP8 = Format("video", "VP8", 96, 97, 90000, 1, "", ())


def new_track(agreed: Format) -> Track:
    fan = FanOut(PacketBuilder(Scratch(-1), SendLedger(time.monotonic)), 2)
    return Track(agreed, fan, Ring(max_seconds=10, max_octets=1 << 20), Counters())


def test_who_takes_over_goes_on_with_the_same_tracks() -> None:
    ladder = Ladder(VP8, new_track)
    best, middle = ladder.track(0), ladder.track(1)
    ladder.attach([(best, "f"), (middle, "h")])
    ladder.attach([(ladder.main, None)])
    assert ladder.main is best
    assert best.rid is None
    assert ladder.active == (best,)
    assert list(ladder) == [best, middle], "those who still receive a layer are served from it"


def test_a_publisher_who_leaves_closes_every_layer() -> None:
    ladder = Ladder(VP8, new_track)
    for track in (ladder.track(0), ladder.track(1)):
        track.write(1, 0, b"\x10\x00\x00", 0.0, marker=True)
        assert track.is_flowing
    ladder.detach()
    assert not any(track.is_flowing for track in ladder)
