"""How long do very large texts take to read, and how much memory, beside what everybody would use?

    python benchmarks/large_texts.py                     450 MB of JSON, a million messages, a million rows
    python benchmarks/large_texts.py --share 0.1         a tenth of it
    python benchmarks/large_texts.py --only json         (or messages, table)

- JSON: Instagram's shape, as one array and below a key, zipped; gone through an item at a time, beside `json.loads`.
- Messages: one chat of Telegram with a million messages, read into tables, beside `json.loads` alone.
- Table: a million interactions as CSV, read into tables, beside `pandas.read_csv` alone.

Seconds are of the processor; growth is the peak memory of a process beyond what it needs with everything imported.
Everything is invented, built in a temporary folder and removed.
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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
WORDS = "we met at the river and talked about bread gardens school trains music rain paint bees soup stairs".split()


def sentence(n: int) -> str:
    return " ".join(WORDS[(n * step) % len(WORDS)] for step in (1, 3, 5, 7, 11))


def followers(n: int) -> Iterator[str]:
    for number in range(n):
        yield json.dumps({
            "title": f"Caf\u00c3\u00a9 {sentence(number)}", "media_list_data": [],
            "string_list_data": [{"href": f"https://www.instagram.com/person_{number}_{'x' * 300}",
                                  "value": f"person_{number}", "timestamp": 1_500_000_000 + number}],
        })  # fmt: skip


def build_json(path: Path, share: float, *, below: bool) -> None:
    """About 450 MB unpacked at a share of one."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("followers_1.json", "w", force_zip64=True) as out,
    ):
        out.write(b'{"relationships_followers": [' if below else b"[")
        for number, text in enumerate(followers(int(850_000 * share))):
            out.write(f"{', ' if number else ''}{text}".encode())
        out.write(b"]}" if below else b"]")


def build_messages(path: Path, share: float) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write('{"name": "Person 1", "type": "personal_chat", "id": 1, "messages": [')
        for n in range(int(1_000_000 * share)):
            at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(1_500_000_000 + n * 200))
            text = json.dumps({
                "id": n, "type": "message", "date": at, "date_unixtime": str(1_500_000_000 + n * 200),
                "from": f"Person {n % 2}", "from_id": f"user{n % 2}", "text": sentence(n),
                "text_entities": [{"type": "plain", "text": sentence(n)}],
            })  # fmt: skip
            out.write(f"{',' if n else ''}\n{text}")
        out.write("]}")


def build_table(path: Path, share: float) -> None:
    path.mkdir()
    with (path / "posts.csv").open("w", encoding="utf-8") as out:
        out.write("id,date,text\n")
        out.writelines(f"{n},2024-01-{n % 28 + 1:02} 10:00,{sentence(n)}\n" for n in range(2000))
    with (path / "interactions.csv").open("w", encoding="utf-8") as out:
        out.write("post_id,contact,kind,date\n")
        out.writelines(
            f"{n % 2000},Person {n % 5000},like,2024-02-{n % 28 + 1:02} {n % 24:02}:{n % 60:02}\n"
            for n in range(int(1_000_000 * share))
        )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(way: str, path: Path) -> dict[str, Any]:
    """One way of reading, in this process."""
    import pandas as pd

    from identity_audit.importers import read_export
    from identity_audit.importers.archive import Archive

    read_export(ROOT / "sample_data" / "camille" / "Discussion WhatsApp avec Box Meuse 6h30.txt")
    before, started = peak(), time.process_time()
    if way == "json.loads":
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                found = len(json.loads(archive.read("followers_1.json")))
        else:
            found = len(json.loads(path.read_text(encoding="utf-8"))["messages"])
    elif way == "items":
        with Archive([path]) as opened:
            data = opened.members[0].json()
            found = sum(1 for _ in (data["relationships_followers"] if isinstance(data, dict) else data))
    elif way == "pandas":
        found = len(pd.read_csv(path / "interactions.csv"))
    else:
        dataset = read_export(path, messages=True, me="Person 0")
        found = len(dataset.posts) + len(dataset.interactions)
    return {"seconds": round(time.process_time() - started, 2), "growth_mb": round(peak() - before), "found": found}


def run(way: str, path: Path) -> None:
    """In a process of its own, so that its peak memory is its own."""
    command = [sys.executable, __file__, "--measure", way, "--path", str(path)]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    print(f"{path.name:12} {way:11} " + "  ".join(f"{name} {value:,}" for name, value in found.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--share", type=float, default=1)
    parser.add_argument("--only", choices=("json", "messages", "table"))
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure, asked.path)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for below in (False, True) if asked.only in (None, "json") else ():
            path = Path(folder, "below.zip" if below else "array.zip")
            build_json(path, asked.share, below=below)
            run("json.loads", path)
            run("items", path)
            path.unlink()
        if asked.only in (None, "messages"):
            chat = Path(folder, "result.json")
            build_messages(chat, asked.share)
            run("json.loads", chat)
            run("read", chat)
            chat.unlink()
        if asked.only in (None, "table"):
            table = Path(folder, "table")
            build_table(table, asked.share)
            run("pandas", table)
            run("read", table)


if __name__ == "__main__":
    main()
