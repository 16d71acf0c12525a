"""Why a picture is not taken.

PictureError
  PictureTypeUnsupported, PictureDamaged, PictureTooLarge
  PictureLimit, PictureNotFound, PicturesBusy
"""

from typing import ClassVar

JSON = str | int | float | bool | None


class PictureError(Exception):
    """Base of the tree; `str(e)` is a sentence to show, `extra` goes into the answer beside it."""

    code: ClassVar[str] = "picture_error"

    def __init__(self, sentence: str, **extra: JSON) -> None:
        super().__init__(sentence)
        self.extra: dict[str, JSON] = extra


class PictureTypeUnsupported(PictureError):
    """The file is no JPEG, PNG or WebP, whatever its name says."""

    code = "picture_type_unsupported"

    def __init__(self) -> None:
        super().__init__("This is no JPEG, PNG or WebP picture. Save it as one of these and send it again.")


class PictureDamaged(PictureError):
    """The file begins like a picture and cannot be read to its end."""

    code = "picture_damaged"

    def __init__(self) -> None:
        super().__init__("This picture is damaged or was cut off on its way. Send the original again.")


class PictureTooLarge(PictureError):
    """The picture has too many pixels to be opened."""

    code = "picture_too_large"

    def __init__(self, max_pixels: int) -> None:
        super().__init__(
            f"This picture has more than {max_pixels // 1_000_000} million pixels. Make it smaller first.",
            max_pixels=max_pixels,
        )


class PictureLimit(PictureError):
    """The shop has as many pictures as one shop may keep."""

    code = "picture_limit"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"Your shop keeps {limit:,} pictures, which is the most. Take some out of your products first; "
            "they are gone a day later.",
            limit=limit,
        )


class PictureNotFound(PictureError):
    """A product names a picture that its seller did not upload, or that was thrown away unused."""

    code = "picture_not_found"

    def __init__(self, url: str) -> None:
        super().__init__("This picture is not here any more. Upload it again.", url=url)


class PicturesBusy(PictureError):
    """Too many pictures are being worked on."""

    code = "pictures_busy"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(
            "Many pictures are being worked on. Try again in a moment.", retry_after_s=retry_after_s
        )
