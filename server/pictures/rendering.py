"""Turns an uploaded file into our own small WebP pictures, or says why not. Blocks; runs off the loop.

What was uploaded is never kept or served: pixels are decoded and encoded anew, so nothing that hides in a
file (a place in its EXIF, a script behind its end) comes through.
"""

import hashlib
import io
import struct
from dataclasses import dataclass

# Registering the three decoders by hand keeps every other one of Pillow's out of reach.
from PIL import Image, ImageCms, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError, WebPImagePlugin

from server.pictures.errors import PictureDamaged, PictureTooLarge, PictureTypeUnsupported

WIDTHS = (400, 800, 1600)
"""Widths that pages ask for: a card on a phone, a card on a desk, the large picture."""
MOST_PIXELS = 50_000_000
"""What today's phones make; decoded it takes 200 MB at most, and one at a time is."""
LARGEST_SIDE = 2 * WIDTHS[-1]
QUALITY = 82
ORIENTATION = 0x0112  # EXIF 2.3, tag 274; its values:
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
DAMAGE = (OSError, SyntaxError, ValueError, EOFError, OverflowError, IndexError, KeyError, struct.error)
"""What Pillow's decoders raise on bytes that break their format."""

DECODERS = {
    plugin.format: plugin
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
    )
}


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a picture, encoded as WebP."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture in all its sizes, the smallest first; `id` is the hash of what the largest shows."""

    id: str
    sizes: tuple[Rendition, ...]


def render(source: bytes) -> Rendered:
    """Decode a file, turn it upright, and encode it in each width that is not wider than itself.

    Of an animation the first frame is taken.

    Raises:
        PictureTypeUnsupported, PictureTooLarge, PictureDamaged: Why it cannot be.
    """
    upright = _decode(source)
    widths = [width for width in WIDTHS if width < upright.width][: len(WIDTHS) - 1]
    largest = min(upright.width, WIDTHS[-1])
    sizes = tuple(_encode(upright, width) for width in (*widths, largest))
    # 32 hex digits of SHA-256: nobody makes two pictures of one name.
    return Rendered(hashlib.sha256(sizes[-1].data).hexdigest()[:32], sizes)


def _decode(source: bytes) -> Image.Image:
    """Return the pixels, upright, in sRGB, no longer than ``LARGEST_SIDE``."""
    try:
        with Image.open(io.BytesIO(source), formats=tuple(DECODERS)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PictureTooLarge(MOST_PIXELS)
            # A JPEG can be decoded at a half, a quarter or an eighth: hardly any work for a huge photograph.
            image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
            image.load()
            return _upright(_small(image), image)
    except UnidentifiedImageError as error:
        raise PictureTypeUnsupported from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureTooLarge(MOST_PIXELS) from error
    except DAMAGE as error:
        raise PictureDamaged from error


def _small(image: Image.Image) -> Image.Image:
    """Return the pixels in RGB, with the alpha channel if something shines through, in sRGB, not too many."""
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    # A copy of 50 million pixels only where it must be.
    pixels = image if image.mode == wanted else image.convert(wanted)
    pixels.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA"}:
        return pixels
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(pixels, own, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, *DAMAGE):
        return pixels  # a broken profile says nothing of the colours
    return converted or pixels


def _upright(pixels: Image.Image, original: Image.Image) -> Image.Image:
    """Turn the pixels as the camera was held; nothing else of the metadata is looked at."""
    try:
        orientation = original.getexif().get(ORIENTATION)
    except DAMAGE:
        return pixels
    turn = TURNS.get(orientation) if isinstance(orientation, int) else None
    return pixels if turn is None else pixels.transpose(turn)


def _encode(image: Image.Image, width: int) -> Rendition:
    height = max(1, round(image.height * width / image.width))
    sized = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    sized.save(buffer, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return Rendition(sized.width, sized.height, buffer.getvalue())
