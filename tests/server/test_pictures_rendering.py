"""Files that people upload, and files that nobody should."""

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from server.pictures.errors import PictureDamaged, PictureError, PictureTooLarge, PictureTypeUnsupported
from server.pictures.rendering import MOST_PIXELS, WIDTHS, render

RED, BLUE = (220, 30, 30), (20, 40, 220)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:  # noqa: ANN401
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def two_halves(width: int = 60, height: int = 40) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG whose header names a size and whose pixels are not there."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_webp_in_every_width_that_it_fills(kind: str) -> None:
    rendered = render(encoded(two_halves(1000, 500), kind))
    assert [(size.width, size.height) for size in rendered.sizes] == [(400, 200), (800, 400), (1000, 500)]
    assert {opened(size.data).format for size in rendered.sizes} == {"WEBP"}


def test_a_large_picture_is_made_smaller_and_a_small_one_is_left() -> None:
    assert [size.width for size in render(encoded(two_halves(4000, 3000), "JPEG")).sizes] == list(WIDTHS)
    assert [size.width for size in render(encoded(two_halves(120, 90), "PNG")).sizes] == [120]


def test_the_same_picture_has_the_same_name_and_another_one_another() -> None:
    first, again = (render(encoded(two_halves(), "PNG")) for _ in range(2))
    assert first.id == again.id
    assert render(encoded(two_halves(80, 40), "PNG")).id != first.id


def test_the_camera_is_turned_upright_and_tells_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held on its side: the left of the file is the top of the scene
    exif[0x010F] = "Spy Camera Works"
    exif.get_ifd(0x8825)[1] = "N"
    (size,) = render(encoded(two_halves(), "JPEG", exif=exif, comment=b"secret")).sizes
    image = opened(size.data)
    assert image.size == (40, 60)
    top, bottom = image.getpixel((20, 5)), image.getpixel((20, 55))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > top[2]
    assert bottom[2] > bottom[0]
    assert not image.getexif()
    assert b"Spy" not in size.data
    assert b"secret" not in size.data


@pytest.mark.parametrize("orientation", [0, 9, 255, 65535])
def test_an_orientation_that_does_not_exist_is_ignored(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert render(encoded(two_halves(), "JPEG", exif=exif)).sizes[0].width == 60


def test_what_shines_through_stays_transparent() -> None:
    (size,) = render(encoded(Image.new("RGBA", (30, 30), (0, 0, 0, 0)), "PNG")).sizes
    assert opened(size.data).mode == "RGBA"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_understood(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert render(encoded(Image.new(mode, (30, 20)), kind)).sizes[0].width == 30


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, BLUE, RED)]
    moving = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
    (size,) = render(moving).sizes
    still = opened(size.data)
    assert getattr(still, "n_frames", 1) == 1
    pixel = still.convert("RGB").getpixel((20, 20))
    assert isinstance(pixel, tuple)
    assert pixel[0] > pixel[2]


def test_what_hides_behind_a_picture_is_not_carried_on() -> None:
    polyglot = encoded(two_halves(), "JPEG") + b"<script>alert(1)</script>PK\x03\x04"
    assert b"<script>" not in render(polyglot).sizes[0].data


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"hello",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
        b"%PDF-1.7",
        encoded(two_halves(), "GIF"),
        encoded(two_halves(), "BMP"),
        encoded(two_halves(), "TIFF"),
        b"GIF89a" + encoded(two_halves(), "JPEG"),
    ],
    ids=["nothing", "text", "svg", "pdf", "gif", "bmp", "tiff", "gif before jpeg"],
)
def test_what_is_no_photograph_is_refused(source: bytes) -> None:
    with pytest.raises(PictureTypeUnsupported):
        render(source)


@pytest.mark.parametrize("size", [(MOST_PIXELS // 1000 + 1, 1000), (12_000, 12_000), (65_000, 65_000)])
def test_a_bomb_is_refused_by_what_it_claims_to_be(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLarge) as refused:
        render(png_that_claims(*size))
    assert refused.value.extra == {"max_pixels": MOST_PIXELS}


def test_a_picture_that_lacks_its_pixels_is_damaged() -> None:
    with pytest.raises(PictureDamaged):
        render(png_that_claims(3000, 3000))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_was_cut_off_is_damaged(kind: str) -> None:
    whole = encoded(Image.effect_noise((300, 300), 80), kind)
    with pytest.raises(PictureDamaged):
        render(whole[: len(whole) // 2])


@pytest.mark.filterwarnings("ignore")  # of broken metadata Pillow warns, and reads on
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(data=st.data())
def test_flipped_bytes_are_a_picture_or_a_refusal_and_nothing_else(kind: str, data: st.DataObject) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    broken = bytearray(encoded(two_halves(), kind, exif=exif))
    for place in data.draw(st.lists(st.integers(0, len(broken) - 1), min_size=1, max_size=8)):
        broken[place] = data.draw(st.integers(0, 255))
    try:
        rendered = render(bytes(broken))
    except PictureError:
        return
    assert all(opened(size.data).format == "WEBP" for size in rendered.sizes)
