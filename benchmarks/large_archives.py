"""How long does a very large archive take to open, and how much memory?

    python benchmarks/large_archives.py              a zip of 200,000 files, then an export of 4 GB by its place
    python benchmarks/large_archives.py --files 50000 --gigabytes 1

The zip holds a small export among invented pictures; Python's own `zipfile`, without any check, is the anchor of the
same run. The export of 4 GB is a folder, then a zip, whose video takes no room on the disk; the anchor is its size,
which a page that takes files by dropping holds twice. Everything is built in a temporary folder and removed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def export() -> dict[str, str]:
    """A small export of Facebook, invented."""
    wall = [{"timestamp": 1_600_000_000 + n * 9000, "data": [{"post": f"Invented words {n}"}]} for n in range(500)]
    friends = {"friends_v2": [{"name": f"Person {n}", "timestamp": 1_500_000_000 + n} for n in range(300)]}
    return {"posts/your_posts_1.json": json.dumps(wall), "friends_and_followers/friends.json": json.dumps(friends)}


def build_zip(path: Path, files: int) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in export().items():
            archive.writestr(name, text)
        for n in range(files - 2):
            archive.writestr(f"photos_and_videos/album_{n // 500}/picture_number_{n:07}.jpg", b"")


def build_folder(path: Path, gigabytes: int) -> None:
    for name, text in export().items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    (path / "videos").mkdir()
    with (path / "videos" / "holidays.mp4").open("wb") as video:
        video.truncate(gigabytes << 30)


def build_stored(path: Path, gigabytes: int) -> None:
    """The same as one zip: its video is a hole of that size, stored as it is."""
    with path.open("wb") as out, zipfile.ZipFile(out, "w", allowZip64=True) as archive:
        for name, text in export().items():
            archive.writestr(name, text)
        info = zipfile.ZipInfo("videos/holidays.mp4")
        info.file_size = info.compress_size = gigabytes << 30
        info.CRC, info.header_offset = 0, out.tell()
        out.write(info.FileHeader(zip64=True))
        out.seek(info.file_size, 1)
        archive.filelist.append(info)
        archive.NameToInfo[info.filename] = info
        archive.start_dir, archive._didModify = out.tell(), True


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(way: str, path: Path) -> dict[str, Any]:
    """One way of opening, in this process."""
    from identity_audit.importers import read_export
    from identity_audit.importers.archive import Archive

    read_export(ROOT / "sample_data" / "camille" / "Discussion WhatsApp avec Box Meuse 6h30.txt")
    before, started = peak(), time.process_time()
    if way == "zipfile":
        with zipfile.ZipFile(path) as bare:
            found = len(bare.infolist())
    elif way == "opened":
        with Archive([path]) as archive:
            found = len(archive.members)
    else:
        found = len(read_export(path).posts)
    return {"seconds": round(time.process_time() - started, 2), "growth_mb": round(peak() - before), "found": found}


def run(way: str, path: Path) -> None:
    """In a process of its own, so that its peak memory is its own."""
    command = [sys.executable, __file__, "--measure", way, "--path", str(path)]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    print(f"{path.name:16} {way:8} " + "  ".join(f"{name} {value:,}" for name, value in found.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--gigabytes", type=int, default=4)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure, asked.path)))
        return
    with tempfile.TemporaryDirectory() as folder:
        many, large, single = Path(folder, "many.zip"), Path(folder, "large folder"), Path(folder, "large.zip")
        build_zip(many, asked.files)
        for way in ("zipfile", "opened", "read"):
            run(way, many)
        many.unlink()
        build_folder(large, asked.gigabytes)
        run("read", large)
        build_stored(single, asked.gigabytes)
        run("read", single)


if __name__ == "__main__":
    main()
