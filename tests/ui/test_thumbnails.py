"""Pictures out of an export: small, upright, without what the camera wrote; what is no picture is not there."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from identity_audit.ui.thumbnails import SIDE, small, thumbnails

RED, BLUE = (200, 20, 20), (20, 20, 200)


def picture(form: str, size: tuple[int, int] = (800, 400), *, exif: Image.Exif | None = None) -> bytes:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    target = io.BytesIO()
    image.save(target, form, **({"exif": exif} if exif else {}))
    return target.getvalue()


def opened(data: bytes | None) -> Image.Image:
    assert data is not None
    return Image.open(io.BytesIO(data))


def near(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) < 30 for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_small_one_of_the_same_shape(form: str) -> None:
    found = opened(small(picture(form)))
    assert (found.format, found.size) == ("JPEG", (SIDE, SIDE // 2))
    assert near(found.getpixel((20, 60)), RED) and near(found.getpixel((236, 60)), BLUE)


def test_it_stands_upright_and_says_nothing_of_the_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    exif[0x010F] = "SECRET CAMERA"
    data = picture("JPEG", exif=exif)
    assert b"SECRET CAMERA" in data
    found = small(data)
    assert opened(found).size == (SIDE // 2, SIDE)
    assert near(opened(found).getpixel((60, 20)), RED)
    assert found is not None and b"SECRET" not in found and not opened(found).getexif()


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF"])
def test_other_forms_are_not_decoded(form: str) -> None:
    assert small(picture(form)) is None


def test_a_bomb_is_not_unpacked() -> None:
    """A head of 30,000 by 30,000 pixels, and next to no data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    assert (
        small(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")) is None
    )


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 10_000),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=12),
)  # fmt: skip
def test_a_spoiled_picture_is_a_picture_or_nothing(form: str, cut: int, spoiled: list[tuple[int, int]]) -> None:
    data = bytearray(picture(form, (64, 40)))
    for place, value in spoiled:
        data[place % len(data)] = value
    found = small(bytes(data[: max(1, len(data) - cut % len(data))]))
    assert found is None or max(opened(found).size) <= SIDE


def test_pictures_are_found_by_the_end_of_their_path_in_zips_and_folders(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "part-1.zip", "w") as archive:
        archive.writestr("facebook-nora/posts/media/a.jpg", picture("JPEG"))
        archive.writestr("facebook-nora/posts/other/b.jpg", picture("JPEG"))
        archive.writestr("facebook-nora/posts/media/c.mp4", b"film")
    folder = tmp_path / "part-2"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "d e.png").write_bytes(picture("PNG"))
    (folder / "media" / "f.jpg").write_bytes(b"no picture")
    before = sorted(path for path in tmp_path.rglob("*"))
    wanted = {"a": "posts/media/a.jpg", "b": "posts/media/b.jpg", "c": "posts/media/c.mp4", "d": "media/d e.png",
              "f": "media/f.jpg", "gone": "media/z.jpg", "part": "dia/a.jpg"}  # fmt: skip
    found = thumbnails([str(tmp_path / "part-1.zip"), str(folder)], wanted)
    assert sorted(found) == ["a", "d"]
    assert sorted(path for path in tmp_path.rglob("*")) == before, "nothing is unpacked"


def test_an_export_that_is_gone_has_no_pictures(tmp_path: Path) -> None:
    assert thumbnails([str(tmp_path / "gone.zip")], {"a": "a.jpg"}) == {}
    assert thumbnails([], {"a": "a.jpg"}) == {}
