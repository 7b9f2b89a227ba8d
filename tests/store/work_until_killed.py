"""A program that saves one thing after the other until somebody kills it; run by `test_dossier_kills.py`.

For each path on stdin a child is forked (importing everything anew forty times would take minutes). It says its number,
then one line for each step that the dossier acknowledged. Step n adds the event named n; every third step is an import
whose posts all say n.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

import pandas as pd
from dossier_material import about, seconds, step

from identity_audit import schema
from identity_audit.dataset import Dataset, from_rows
from identity_audit.store.dossier import Dossier

# many pages of the file, and made beforehand, so that nearly all the time goes into saving
POSTS = from_rows(schema.Post(f"net:{n}", "net", seconds(n), f"Post number {n}") for n in range(2_000))


def is_import(number: int) -> bool:
    return number % 2 == 0


def said_in(number: int) -> str:
    return f"import {number}"


def holding(number: int) -> Dataset:
    threads = pd.Series(said_in(number), POSTS.posts.index, dtype="str")
    return replace(POSTS, posts=POSTS.posts.assign(thread_id=threads))


def work(path: Path) -> None:
    dossier = Dossier.open(path)
    for number in count(len(dossier.history().events)):
        if is_import(number):
            read = holding(number)
            dossier.save_import(read, about=about(read, new_posts=number), events=[step(str(number))])
        else:
            dossier.append(step(str(number)))
        say(f"saved {number}")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(Path(line.strip()))
        say(f"child {child}")
        os.waitpid(child, 0)
        say("over")
