"""Two windows on one dossier: each knows of the other, and neither can go over its work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from dossier_material import NOON, about, small, step

from identity_audit.history import History, Undone
from identity_audit.store.dossier import Dossier
from identity_audit.store.faults import ChangedElsewhere
from identity_audit.store.folder import dossiers

ROOT = Path(__file__).parents[2]


def test_windows_know_of_each_other_until_they_are_closed() -> None:
    first = Dossier.create("Mine")
    assert first.path is not None
    assert first.in_other_window is False
    second = Dossier.open(first.path)
    assert (first.in_other_window, second.in_other_window, first.in_other_window) == (True, True, True)
    first.close()
    assert (first.in_other_window, second.in_other_window) == (False, False)
    third = Dossier.open(first.path)
    another = Dossier.create("Another")
    assert (second.in_other_window, third.in_other_window, another.in_other_window) == (True, True, False)
    second.close(), third.close(), another.close()


def test_neither_window_goes_over_the_others_work() -> None:
    one = Dossier.create("Mine")
    assert one.path is not None
    two = Dossier.open(one.path)
    one.append(step("one"))
    assert (one.changed_elsewhere(), two.changed_elsewhere()) == (False, True)
    for refused in (
        lambda: two.append(step("two")),
        lambda: two.append(step("two"), dataset=small()),
        lambda: two.save_import(small(), about=about(small()), events=[step("two")]),
    ):
        with pytest.raises(ChangedElsewhere):
            refused()
    assert (one.dataset(), one.imports(), one.changed_elsewhere()) == (None, [], False)
    assert two.history() == History((step("one"),))
    two.append(step("two"))
    two.save_import(small(), about=about(small()))
    assert one.changed_elsewhere()
    with pytest.raises(ChangedElsewhere):
        one.append(Undone(NOON))
    assert one.history() == History((step("one"), step("two")))
    one.append(Undone(NOON))
    one.close(), two.close()


def test_two_windows_working_at_once_lose_nothing() -> None:
    """Each takes in what the other saved whenever it is told of it, and does its step again."""
    first = Dossier.create("Mine")
    assert first.path is not None
    windows = {"a": first, "b": Dossier.open(first.path)}

    def work(name: str) -> None:
        for number in range(15):
            while True:
                try:
                    windows[name].append(step(f"{name}{number}"))
                    break
                except ChangedElsewhere:
                    windows[name].history()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, windows))
    events = first.history().events
    assert sorted(map(repr, events)) == sorted(repr(step(f"{name}{n}")) for name in windows for n in range(15))
    for name in windows:
        own = [event for event in events if event in {step(f"{name}{n}") for n in range(15)}]
        assert own == [step(f"{name}{n}") for n in range(15)]
    for window in windows.values():
        window.close()


@pytest.mark.parametrize("make", [Dossier.create, Dossier.in_memory])
def test_threads_of_one_window_take_turns(make: Callable[[str], Dossier]) -> None:
    dossier = make("Mine")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: (dossier.append(step(str(n))), dossier.imports(), dossier.history()), range(24)))
    assert sorted(map(repr, dossier.history().events)) == sorted(repr(step(str(n))) for n in range(24))
    dossier.close()


def test_small_choices_disturb_nobody() -> None:
    one = Dossier.create("Mine")
    assert one.path is not None
    two = Dossier.open(one.path)
    one.choose("aim", "a")
    one.rename("Ours")
    one.keep_encodings([b"k" * 16], np.ones((1, 3), dtype=np.float32))
    assert not two.changed_elsewhere()
    two.append(step("two"))
    assert two.choice("aim") == "a"
    two.choose("aim", "b")
    assert one.choice("aim") == "b"
    two.close()
    one.close()
    assert (Dossier.open(one.path).name, dossiers()[0].name) == ("Ours", "Ours")


CHILD = """
import sys
from pathlib import Path
from identity_audit.history import Undone
from identity_audit.store import folder
from identity_audit.store.dossier import Dossier
sys.path.insert(0, sys.argv[2])
from dossier_material import step
dossier = Dossier.open(Path(sys.argv[1]))
print(dossier.in_other_window, flush=True)
for line in sys.stdin:
    dossier.append(step(line.strip()))
    print("saved", flush=True)
"""


def test_another_process_is_another_window() -> None:
    ours = Dossier.create("Mine")
    words = [sys.executable, "-c", CHILD, str(ours.path), str(Path(__file__).parent)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        other.stdin.write("theirs\n")
        other.stdin.flush()
        assert other.stdout.readline() == "saved\n"
        assert ours.changed_elsewhere()
        with pytest.raises(ChangedElsewhere):
            ours.append(step("ours"))
        assert ours.history() == History((step("theirs"),))
        ours.append(step("ours"))
        assert ours.in_other_window is True
        other.kill()
    assert ours.in_other_window is False, "a killed process holds nothing"
    assert len(ours.history().events) == 2
    ours.close()
