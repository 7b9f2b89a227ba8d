"""Write the invented archives of Camille, Sam and Lina from the hand-written texts beside this file.

    python sample_data/build.py [folder]        default: sample_data, that is sample_data/camille, sam and lina

Standard library only. The same texts, people and seed give the same bytes on every machine. What is drawn, and how,
is said in README.md; what an archive of each platform looks like, in ``formats_*.py``.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable
from pathlib import Path

from camille_linkedin import linkedin
from camille_mail import mailbox
from formats_base import HERE, Files, Person, pack, people
from formats_meta import Published, facebook, instagram
from formats_slack import slack
from formats_whatsapp import whatsapp_android, whatsapp_ios
from lina import lina
from sam import sam


def roles(everybody: list[Person]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["contact", "group"])
    table.writerows((person.name, group) for person in everybody for group in person.groups)
    return out.getvalue().encode()


def camille() -> Files:
    everybody = people()
    on_facebook: list[Published] = []
    on_instagram: list[Published] = []
    return {
        "facebook-camille.zip": pack(facebook(everybody, on_facebook)),
        "instagram-camille.zip": pack(instagram(everybody, on_instagram)),
        "mail-camille.mbox": mailbox(everybody, on_facebook, on_instagram),
        "linkedin-camille.zip": pack(linkedin()),
        "slack-parents.zip": pack(slack(everybody)),
        "WhatsApp-parents-3e.zip": pack(whatsapp_ios()),
        "Discussion WhatsApp avec Box Meuse 6h30.txt": whatsapp_android(),
        "roles.csv": roles(everybody),
    }


def archives() -> Files:
    """Every file of the sample, by folder and name."""
    found = {f"camille/{name}": content for name, content in camille().items()}
    found |= {f"sam/{name}": content for name, content in sam().items()}
    return found | {f"lina/{name}": content for name, content in lina().items()}


def main(arguments: Iterable[str]) -> None:
    folder = Path(next(iter(arguments), HERE))
    for name, content in archives().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        print(f"{len(content):9,d}  {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
