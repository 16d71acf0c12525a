"""The rules of RFC 8216bis that a playlist text can break, as one function that a test calls."""

import re
from itertools import pairwise


def attributes(line: str) -> dict[str, str]:
    """Read an attribute list (4.2)."""
    return {
        name: value.strip('"')
        for name, value in re.findall(r'([A-Z0-9-]+)=("[^"]*"|[^,]*)', line.partition(":")[2])
    }


def require_valid_live(text: str) -> None:
    """Fail with the rule that a live media playlist breaks."""
    lines = text.splitlines()
    assert lines[0] == "#EXTM3U"
    assert text.endswith("\n")
    tags = [line for line in lines if line.startswith("#")]

    def one(tag: str) -> str:
        (found,) = [line for line in tags if line.startswith(tag + ":")]
        return found.partition(":")[2]

    target = int(one("#EXT-X-TARGETDURATION"))
    part_target = float(attributes("x:" + one("#EXT-X-PART-INF"))["PART-TARGET"])
    control = attributes("x:" + one("#EXT-X-SERVER-CONTROL"))
    assert int(one("#EXT-X-VERSION")) >= 9, "EXT-X-SKIP needs version 9 (8)"
    assert float(control["PART-HOLD-BACK"]) >= 2 * part_target, "4.4.3.8"
    assert float(control["CAN-SKIP-UNTIL"]) >= 6 * target, "4.4.3.8"
    lengths = [float(line.partition(":")[2].rstrip(",")) for line in tags if line.startswith("#EXTINF")]
    assert all(round(length) <= target for length in lengths), "4.4.3.1"
    parts = [attributes(line) for line in tags if line.startswith("#EXT-X-PART:")]
    assert all(float(part["DURATION"]) <= part_target + 1e-9 for part in parts), "4.4.3.7"
    uris = [line for line in lines if not line.startswith("#")]
    assert len(uris) == len(set(uris)) == len(lengths)
    assert len({part["URI"] for part in parts}) == len(parts)
    _require_order(lines, target)
    hints = [attributes(line) for line in tags if line.startswith("#EXT-X-PRELOAD-HINT")]
    assert len(hints) == (0 if "#EXT-X-ENDLIST" in tags else 1)
    assert not {hint["URI"] for hint in hints} & {part["URI"] for part in parts}, (
        "a hint is of what is to come"
    )


def _require_order(lines: list[str], target: int) -> None:
    skipped = [index for index, line in enumerate(lines) if line.startswith("#EXT-X-SKIP")]
    begins = [index for index, line in enumerate(lines) if line.startswith("#EXT-X-PROGRAM-DATE-TIME")]
    maps = [index for index, line in enumerate(lines) if line.startswith("#EXT-X-MAP")]
    assert not skipped or skipped[0] < begins[0], "4.4.5.2: before the segments"
    assert skipped or maps[0] < begins[0], "4.4.4.5: a map before the first segment of MP4"
    dates = [lines[index].partition(":")[2] for index in begins]
    assert dates == sorted(dates)
    # Parts stay within three target durations of the end (4.4.4.9).
    ages, age = list[float](), 0.0
    for line in reversed(lines):
        if line.startswith("#EXTINF"):
            age += float(line.partition(":")[2].rstrip(","))
        if line.startswith("#EXT-X-PART:"):
            ages.append(age)
    assert all(after >= before for before, after in pairwise(ages))
    assert max(ages, default=0) <= 3 * target + 2 * target


def entries(text: str) -> dict[int, list[str]]:
    """The lines of each segment by its media sequence number; of a delta update those that it has."""
    lines = text.splitlines()
    number = int(next(line for line in lines if line.startswith("#EXT-X-MEDIA-SEQUENCE")).partition(":")[2])
    found: dict[int, list[str]] = {}
    current: list[str] = []
    for line in lines:
        if line.startswith("#EXT-X-SKIP"):
            number += int(attributes(line)["SKIPPED-SEGMENTS"])
            current = []
        elif line.startswith(("#EXT-X-PRELOAD", "#EXT-X-RENDITION", "#EXT-X-ENDLIST")):
            break
        elif line.startswith(("#EXT-X-DISCONTINUITY-SEQUENCE", "#EXT-X-MEDIA-SEQUENCE")):
            current = []
        else:
            current.append(line)
            if not line.startswith("#"):
                found[number], current, number = current, [], number + 1
    return found
