"""Forty times the program is killed at a random moment while it saves edits and imports: nothing acknowledged is lost,
nothing is half there, and it goes on where it was."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from dossier_material import names_of, step
from work_until_killed import is_import, said_in

from identity_audit.store.dossier import Dossier

KILLS = 40


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forty_kills(home: Path) -> None:
    chance = random.Random(1)
    dossier = Dossier.create("Mine")
    dossier.close()
    assert dossier.path is not None
    script = Path(__file__).with_name("work_until_killed.py")
    variables = {**os.environ, "PYTHONPATH": f"{Path(__file__).parents[2]}{os.pathsep}{script.parent}"}
    words = [sys.executable, str(script)]
    saved = told = 0
    with subprocess.Popen(words, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        for _ in range(KILLS):
            acknowledged = killed_while_saving(program, dossier.path, chance)
            found = check(dossier.path, home)
            assert acknowledged <= found - saved <= acknowledged + 1
            told += acknowledged
            saved = found
        assert program.stdin is not None
        program.stdin.close()
    assert program.returncode == 0
    assert told > KILLS, "it did save things in between"


def killed_while_saving(program: subprocess.Popen[str], path: Path, chance: random.Random) -> int:
    """Let it acknowledge a few steps, kill it in the middle of the next. How many did it acknowledge in all?"""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(f"{path}\n")
    program.stdin.flush()
    wanted, seen, child = chance.randrange(4), 0, 0
    while not child or seen < wanted:
        word, number = program.stdout.readline().split()
        child, seen = (int(number), seen) if word == "child" else (child, seen + 1)
    for _ in range(chance.randrange(500_000)):
        pass  # somewhere into the next step, at another place each time
    os.kill(child, signal.SIGKILL)
    while (line := program.stdout.readline()) != "over\n":
        assert line.startswith("saved ")
        seen += 1
    return seen


def check(path: Path, home: Path) -> int:
    """Everything there, in order and whole? How many steps are saved."""
    dossier = Dossier.open(path)
    events, imports, dataset = dossier.history().events, dossier.imports(), dossier.dataset()
    assert not dossier.in_other_window
    dossier.close()
    assert events == tuple(step(str(number)) for number in range(len(events)))
    numbers = [number for number in range(len(events)) if is_import(number)]
    assert [one.new_posts for one in imports] == numbers
    if dataset is None:
        assert not numbers
    else:
        assert set(dataset.posts["thread_id"]) == {said_in(numbers[-1])}
        assert len(dataset.posts) == imports[-1].posts
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert names_of(home) == [path.name, f"{path.name}.window"]
    return len(events)
