"""Does the reach engine keep its promises on real people's data?

    python benchmarks/reach FOLDER                   everything, a few minutes
    python benchmarks/reach FOLDER --only coverage   rates | coverage | bridges | mix | speed

FOLDER holds posts.csv.gz, contacts.csv.gz and interactions.csv.gz, with the columns
    posts         ego, post_id, time (s), topic
    contacts      ego, contact_id, group, first_seen (s)
    interactions  ego, contact_id, post_id, topic, time (s), kind, direction
Every figure stands beside its bar; the exit code is 1 where one is missed. No constant of the program was fitted here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import bridges
import coverage
import mix
import rates
import speed
from people import Person, people_of

PARTS: dict[str, Callable[[list[Person]], bool]] = {
    "rates": rates.run,
    "coverage": coverage.run,
    "bridges": bridges.run,
    "mix": mix.run,
    "speed": speed.run,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=PARTS)
    chosen = parser.parse_args()
    everybody = people_of(chosen.folder)
    kept = [run(everybody) for name, run in PARTS.items() if chosen.only in (None, name)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    raise SystemExit(main())
