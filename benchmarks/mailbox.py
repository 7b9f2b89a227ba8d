"""How long does a mailbox take, and how much memory?

    python benchmarks/mailbox.py                  builds an invented mailbox of 1 GB, reads it, deletes it
    python benchmarks/mailbox.py --megabytes 200
    python benchmarks/mailbox.py --file All.mbox  your own

The mix: of 100 mails 12 are sent, 8 answer one of those, 15 are notifications of networks, 30 newsletters in HTML, 35
mails of people; one in four of the last and of the sent ones carries a file. Growth is the peak memory of the process
beyond what it needs with everything imported and nothing read.
"""

from __future__ import annotations

import argparse
import base64
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from pydoc_data import topics
from random import Random

ROOT = Path(__file__).resolve().parents[1]
ME = "Camille Delvaux <camille.delvaux@gmail.com>"


POOL = " ".join(topics.topics.values()).split()


def words(dice: Random, n: int) -> str:
    """n words of Python's own manual, which is on every computer."""
    start = dice.randrange(len(POOL) - n)
    return "\n".join(" ".join(POOL[at : at + 12]) for at in range(start, start + n, 12))


def mails(dice: Random) -> Iterator[bytes]:
    """Invented mails without end, in the order of a mailbox."""
    people = [f"Person {n} <person{n}@example{n % 40}.org>" for n in range(800)]
    shop = "<html><style>td {color: red}</style>" + "<table><tr><td><p>Soldes</p></td></tr></table>" * 600 + "</html>"
    chain = "\n".join(f"Received: from relay{n}.example by mx{n}.example with ESMTPS id {n:032x}" for n in range(8))
    file = base64.encodebytes(dice.randbytes(90_000)).decode()
    sent: list[str] = []
    number = 0
    while True:
        number += 1
        at = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(1_300_000_000 + number * 9_000))
        person, draw = dice.choice(people), dice.random()
        head = f"{chain}\nDate: {at}\nMessage-ID: <m{number}@example.org>\nDelivered-To: camille.delvaux@gmail.com\n"
        answers = ""
        if draw < 0.12:
            label, sender, to, subject = "Sent", ME, person, "Un sujet"
            text = f"{words(dice, 90)}\n\nLe lun. 3 mars 2025 à 10:12, X <x@y.be> a écrit :\n> " + "\n> ".join(
                ["cité"] * 60
            )
            sent.append(f"<m{number}@example.org>")
        elif draw < 0.2 and sent:
            label, sender, to, subject = "Inbox", person, ME, "Re: Un sujet"
            text, answers = words(dice, 60), f"In-Reply-To: {dice.choice(sent[-200:])}\n"
        elif draw < 0.35:
            label, sender, to = "Inbox", "Facebook <notification+x@facebookmail.com>", ME
            subject = f"Person {dice.randrange(800)} commented on your post"
            link = f"https://www.facebook.com/n/?permalink.php&story_fbid={dice.randrange(10**12)}&id=1"
            text = f"{subject}\n\n{link}\n{words(dice, 500)}"
        elif draw < 0.65:
            label, sender, to, subject = "Inbox,Category Promotions", "Shop <hello@shop.example>", ME, "Soldes"
            text, answers = shop, "List-Unsubscribe: <https://shop.example/u>\n"
        else:
            label, sender, to, subject, text = "Inbox,Opened", person, ME, "Bonjour", words(dice, 150)
        head += f"X-Gmail-Labels: {label}\nFrom: {sender}\nTo: {to}\nSubject: {subject}\n{answers}MIME-Version: 1.0\n"
        kind = "html" if text is shop else "plain"
        if draw < 0.03 or (kind == "plain" and draw > 0.35 and dice.random() < 0.25):
            head += 'Content-Type: multipart/mixed; boundary="b"\n'
            text = (
                f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\nContent-Type: application/pdf\n"
                f"Content-Transfer-Encoding: base64\n\n{file}--b--\n"
            )
        else:
            head += f"Content-Type: text/{kind}; charset=utf-8\n"
        yield f"From {number}@xxx Mon Mar 03 10:12:00 +0000 2025\n{head}\n{text}\n\n".encode()


def build(path: Path, megabytes: int) -> int:
    dice, left, n = Random(0), megabytes * 1_000_000, 0
    with path.open("wb") as out:
        for mail in mails(dice):
            left -= out.write(mail)
            n += 1
            if left <= 0:
                return n
    return n


def measure(path: Path) -> dict[str, float]:
    """Read once, in this process."""
    sys.path.insert(0, str(ROOT))
    from identity_audit.importers import read_export

    read_export(ROOT / "sample_data" / "camille" / "Discussion WhatsApp avec Box Meuse 6h30.txt")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, cpu = time.perf_counter(), time.process_time()
    dataset = read_export(path)
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "cpu": round(time.process_time() - cpu, 1),
        "growth_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 0),
        "megabytes": round(path.stat().st_size / 1e6),
        "posts": len(dataset.posts),
        "contacts": len(dataset.contacts),
        "interactions": len(dataset.interactions),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = asked.file or Path(folder, "All mail.mbox")
        if asked.file is None:
            print(f"{build(path, asked.megabytes):,} mails built")
        # a process of its own, so that its peak memory is its own
        found = subprocess.run(
            [sys.executable, __file__, "--measure", "--file", str(path)], check=True, stdout=subprocess.PIPE, text=True
        )
        for name, value in json.loads(found.stdout).items():
            print(f"{name:13} {value:,}")


if __name__ == "__main__":
    main()
