"""In words: whom the program talks to, what the self-test found, where what is kept."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from identity_audit.server.kernel_sockets import Link
from identity_audit.server.outgoing import Seen
from identity_audit.store.erasure import Receipt
from identity_audit.store.holdings import Holding, Kind
from identity_audit.words import N_, Words

#: question of the self-test -> what it says where all is well, and where it is not
SAID: dict[str, tuple[str, str]] = {
    "asked_nobody": (
        N_("Since it was started, the program has asked no other computer for anything."),
        N_("The program tried to ask another computer; which one stands above. Stop it and tell us."),
    ),
    "linked_inside": (
        N_("At this moment the program is connected with this computer only."),
        N_("The program is connected with another computer; which one stands above. Stop it and tell us."),
    ),
    "listens_here": (
        N_("Nobody can call the program from the network: it listens to this computer only."),
        N_("The program listens to the network. Stop it, then start it with “python3 run.py”."),
    ),
    "foreign_page": (
        N_("A web page that you visit meanwhile was refused, for pages and for data."),
        N_("A web page could read this one. Close your other pages, stop the program and tell us."),
    ),
    "foreign_program": (
        N_("A page of another program on this computer was refused."),
        N_("A page of another program could read this one. Stop the program and tell us."),
    ),
    "foreign_name": (
        N_("An internet name that somebody points at this computer was refused."),
        N_("An internet name that points here was answered. Stop the program and tell us."),
    ),
    "key": (
        N_("A browser that the program did not open itself was refused: another account of this computer sees "
           "nothing."),
        N_("A browser without the key was answered. Stop the program and tell us."),
    ),
    "loads_nothing": (
        N_("The page is forbidden to load anything from elsewhere, whatever a text in your files asks for."),
        N_("The page lacks its rule against loading from elsewhere. Stop the program and tell us."),
    ),
    "no_statistics": (
        N_("Usage statistics are switched off."),
        N_("Usage statistics are switched on. Stop the program, then start it with “python3 run.py”."),
    ),
    "folder": (
        N_("Your data folder can be read by your account only."),
        N_("Other accounts of this computer can look into your data folder. Take that right away in its properties."),
    ),
}  # fmt: skip
UNTOLD = {
    "key": N_("No key was asked for, because the program was not started with “python3 run.py”: another account of "
              "this computer could open this page."),
}  # fmt: skip
_CANNOT_TELL = N_("Your system does not let the program check by itself: {what}")
_KINDS: dict[Kind, str] = {
    "dossiers": N_("Your dossiers: what was read, what you decided"),
    "asked": N_("Which networks you asked for your data, and when"),
    "arriving": N_("Files brought by the browser, until they are read and let go"),
    "inbox": N_("Your inbox folder: what you put there yourself"),
    "temporary": N_("Temporary copies, until they are used"),
    "other": N_("Something that the program did not make"),
}
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the self-test. passed: None where it cannot be told."""

    passed: bool | None
    sentence: str


def answers(found: dict[str, bool | None], _: Words) -> list[Answer]:
    """The self-test in words."""
    told = []
    for question, passed in found.items():
        well, badly = SAID[question]
        if passed is None:
            untold = UNTOLD.get(question)
            sentence = _(untold) if untold is not None else _(_CANNOT_TELL, what=_(well))
        else:
            sentence = _(well if passed else badly)
        told.append(Answer(passed, sentence))
    return told


def result(told: list[Answer], _: Words) -> str:
    """The self-test in one sentence."""
    wrong = sum(answer.passed is False for answer in told)
    if wrong:
        return _.plural("{n} point is not as promised; it says what to do.",
                        "{n} points are not as promised; they say what to do.", wrong)  # fmt: skip
    sound = sum(answer.passed is True for answer in told)
    return _.plural("{n} point checked just now: as promised.", "{n} points checked just now: all as promised.", sound)


def asked(seen: Seen, _: Words) -> str:
    """Whom the program has asked since its start."""
    if seen.since is None:
        return _("Nothing is counted here: this page is not shown by the program itself.")
    start = f"{seen.since.astimezone():%H:%M}"
    if seen.elsewhere:
        return _.plural("Since the start at {time}, the program tried to ask another computer {n} time.",
                        "Since the start at {time}, the program tried to ask another computer {n} times.",
                        seen.elsewhere, time=start)  # fmt: skip
    return _(
        "Since the start at {time}, the program has not asked any other computer, not even for a name.", time=start
    )


def linked(links: list[Link] | None, _: Words) -> str:
    """With whom it is connected now."""
    if links is None:
        return _("Your system does not show a program its connections. The counter above counts them all the same.")
    open_now = [link for link in links if link.peer is not None]
    outside = sum(not link.inside for link in open_now)
    if outside:
        return _.plural("At this moment {n} connection leads out of this computer.",
                        "At this moment {n} connections lead out of this computer.", outside)  # fmt: skip
    return _.plural("At this moment: {n} connection, between this program and your browser, within this computer.",
                    "At this moment: {n} connections, between this program and your browser, all within this computer.",
                    len(open_now))  # fmt: skip


def links_table(links: list[Link], _: Words) -> pd.DataFrame:
    """The system's own list, one socket a line."""
    return pd.DataFrame({
        _("This program"): [f"{link.address} : {link.port}" for link in links],
        _("The other side"): [
            _("waits for your browser") if link.peer is None else f"{link.peer} : {link.peer_port}" for link in links
        ],
        _("Where"): [_("within this computer") if link.inside else _("out of this computer") for link in links],
    })  # fmt: skip


def attempts_table(seen: Seen, _: Words) -> pd.DataFrame:
    """What another computer was asked, where that ever happened."""
    return pd.DataFrame({
        _("When"): [f"{one.at.astimezone():%H:%M:%S}" for one in seen.last],
        _("The other side"): [one.where for one in seen.last],
    })  # fmt: skip


def holdings_table(found: list[Holding], _: Words) -> pd.DataFrame:
    """What lies where."""
    return pd.DataFrame({
        _("What"): [_(_KINDS[one.kind]) for one in found],
        _("How many files"): [len(one.files) for one in found],
        _("Size (MB)"): [_.number(one.size / _MEGABYTE, 2) for one in found],
        _("Where"): [str(one.place) for one in found],
    })  # fmt: skip


def erased(receipt: Receipt, _: Words) -> list[str]:
    """The receipt in sentences: what went, what the search found, what stays."""
    told = [
        _.plural("{n} file was removed.", "{n} files were removed.", len(receipt.removed)),
        _.plural(
            "Before, a mark that stands nowhere else was read in {n} dossier.",
            "Before, a mark that stands nowhere else was read in each of {n} dossiers.", receipt.marks,
        ),
    ]  # fmt: skip
    if receipt.found:
        told.append(
            _.plural("A mark still stands in {n} file.", "A mark still stands in {n} files.", len(receipt.found))
        )
    else:
        told.append(
            _.plural(
                "Afterwards {n} remaining file was searched, byte by byte: no mark is left.",
                "Afterwards {n} remaining files were searched, byte by byte: no mark is left.", receipt.searched,
            )
        )  # fmt: skip
    if receipt.left:
        told.append(
            _.plural(
                "{n} file could not be removed. Close every other window of the program, then delete again.",
                "{n} files could not be removed. Close every other window of the program, then delete again.",
                len(receipt.left),
            )
        )  # fmt: skip
    if receipt.kept:
        told.append(_.plural("{n} file of your inbox stays, as you wanted.",
                             "{n} files of your inbox stay, as you wanted.", len(receipt.kept)))  # fmt: skip
    return told


def receipt_text(receipt: Receipt, _: Words) -> str:
    """The receipt as a text file: the sentences, then every file with its size."""
    lines = ["Identity Audit", f"{receipt.at.astimezone():%Y-%m-%d %H:%M:%S %z}", "", *erased(receipt, _), ""]
    lines += [_("removed, {size} bytes: {file}", size=_.number(size), file=file) for file, size in _by_name(receipt)]
    lines += [_("still there: {file}", file=str(file)) for file in (*receipt.left, *receipt.kept)]
    lines += ["", _("Not touched: exports and copies elsewhere, what you downloaded, the history of your browser.")]
    return "\n".join(lines) + "\n"


def _by_name(receipt: Receipt) -> list[tuple[str, int]]:
    return [(str(file), size) for file, size in receipt.removed]
