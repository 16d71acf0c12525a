"""Every playlist that can come about is one that players accept."""

from hypothesis import given, settings
from hypothesis import strategies as st

from media import InitWritten, PartWritten, TakeBegan
from server.hls import Variant, multivariant, on_demand
from server.hls.live_take import WINDOW_SECONDS, LiveRendition, LiveTake
from server.hls.origin import TIMING
from server.hls.playlists import Part, Segment, live
from tests.server.hls.rules import entries, require_valid_live

LENGTHS = st.lists(
    st.tuples(st.lists(st.sampled_from([0.3, 0.333, 0.34, 0.9]), min_size=1, max_size=4), st.booleans()),
    min_size=1,
    max_size=40,
)


def part(segment: int, number: int, seconds: float, at: float, *, closes: bool, breaks: bool) -> PartWritten:
    return PartWritten(
        stream_id="s", take_id="t", rendition="v", segment=segment, part=number, init=segment // 7,
        begins_ms=1_700_000_000_000 + at * 1000, seconds=seconds, independent=number == 0,
        discontinuity=breaks and number == 0, closes=closes, data=b"x" * 100,
    )  # fmt: skip


def parts_of(lengths: list[tuple[list[float], bool]]) -> list[PartWritten]:
    found, at = list[PartWritten](), 0.0
    for segment, (seconds, breaks) in enumerate(lengths):
        for number, length in enumerate(seconds):
            closes = number == len(seconds) - 1
            found.append(part(segment, number, length, at, closes=closes, breaks=breaks and segment > 0))
            at += length
    return found


@settings(max_examples=60)
@given(lengths=LENGTHS, ended=st.booleans())
def test_every_live_playlist_keeps_the_rules_and_a_delta_update_completes_it(
    *, lengths: list[tuple[list[float], bool]], ended: bool
) -> None:
    rendition = LiveRendition("v")
    breaks = 0
    for news in parts_of(lengths):
        rendition.add(news)
        texts = [
            live(
                rendition.segments,
                TIMING,
                breaks_before=rendition.breaks_before,
                ended=ended,
                skip=skip,
            )
            for skip in (False, True)
        ]
        for text in texts:
            require_valid_live(text)
        whole, delta = map(entries, texts)
        assert delta.items() <= whole.items()
        assert max(delta, default=0) == max(whole, default=0)
        shown = texts[0].count("#EXT-X-DISCONTINUITY\n") + rendition.breaks_before
        assert shown >= breaks
        breaks = shown
        assert sum(segment.seconds for segment in rendition.segments[1:]) <= WINDOW_SECONDS


def test_a_live_playlist_as_text() -> None:
    segments = [
        Segment(4, 1_700_000_000_000, 0, discontinuity=False, parts=[Part(2.0, independent=True)], done=True),
        Segment(5, 1_700_000_002_000, 1, discontinuity=True, parts=[Part(0.34, independent=True)]),
    ]
    for segment in segments:
        segment.folder = "v/"
    assert live(segments, TIMING, breaks_before=2).splitlines() == [
        "#EXTM3U",
        "#EXT-X-VERSION:9",
        "#EXT-X-TARGETDURATION:4",
        "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.050,CAN-SKIP-UNTIL=24.0",
        "#EXT-X-PART-INF:PART-TARGET=0.350",
        "#EXT-X-MEDIA-SEQUENCE:4",
        "#EXT-X-DISCONTINUITY-SEQUENCE:2",
        '#EXT-X-MAP:URI="v/init0.mp4"',
        "#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:20.000Z",
        '#EXT-X-PART:DURATION=0.35000,URI="v/4.0.m4s",INDEPENDENT=YES',
        "#EXTINF:2.00000,",
        "v/4.m4s",
        "#EXT-X-DISCONTINUITY",
        '#EXT-X-MAP:URI="v/init1.mp4"',
        "#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:22.000Z",
        '#EXT-X-PART:DURATION=0.34000,URI="v/5.0.m4s",INDEPENDENT=YES',
        '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="v/5.1.m4s"',
    ]


def test_a_playlist_on_demand_ends_and_names_all_takes() -> None:
    segments = [
        Segment(9, 0, 0, discontinuity=True, parts=[Part(2.6, independent=True)], done=True, folder="a/"),
        Segment(
            0, 60_000, 0, discontinuity=True, parts=[Part(2.0, independent=True)], done=True, folder="b/"
        ),
    ]
    for segment in segments:
        segment.done = True
    lines = on_demand(segments).splitlines()
    assert "#EXT-X-TARGETDURATION:3" in lines
    assert lines[-1] == "#EXT-X-ENDLIST"
    assert lines.count("#EXT-X-DISCONTINUITY") == 1, "none before the first"
    assert [line for line in lines if "MAP" in line] == [
        '#EXT-X-MAP:URI="a/init0.mp4"',
        '#EXT-X-MAP:URI="b/init0.mp4"',
    ]


def test_the_entry_names_picture_and_sound() -> None:
    take = LiveTake(
        TakeBegan(stream_id="s", take_id="t", at_ms=0, codec="H264", renditions=("v", "a")), TIMING
    )
    for rendition, codec in (("v", "avc1.42c01f"), ("a", "opus")):
        take.add_init(
            InitWritten(
                stream_id="s", take_id="t", rendition=rendition, number=0, codec=codec,  # type: ignore[arg-type]
                width=1280 if rendition == "v" else 0, height=720 if rendition == "v" else 0, data=b"",
            )
        )  # fmt: skip
        news = part(0, 0, 0.333, 0, closes=False, breaks=False)
        take.add_part(
            PartWritten(
                **{name: getattr(news, name) for name in news.__struct_fields__} | {"rendition": rendition}
            )
        )
    text = take.multivariant("take/t/")
    assert 'CODECS="avc1.42c01f,opus",RESOLUTION=1280x720,AUDIO="sound"' in text
    assert 'URI="take/t/a.m3u8"' in text
    assert text.endswith("\ntake/t/v.m3u8\n")
    assert "AUDIO" not in multivariant(Variant(["opus"], 64_000, None, "a.m3u8"))
