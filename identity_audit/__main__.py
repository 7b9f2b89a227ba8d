"""The command line: `python -m identity_audit inspect PATH...` and `... audit PATH...`.

Exit 0: done, also with parts left out (they are warned of on stderr). 1: nothing usable, or unsafe: one sentence
on stderr. 2: wrong usage, a zone or a group file that does not fit too. Without an output option the JSON goes to
stdout.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from identity_audit.audit import Audit, run_audit
from identity_audit.audit_json import inspection
from identity_audit.dataset import Dataset, read_groups
from identity_audit.errors import AuditError, WrongSetting
from identity_audit.importers import read_export
from identity_audit.report import write_report
from identity_audit.words import N_, words


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give the exit code."""
    options = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        # an old Windows console is cp1252: a name it cannot write must not stop the audit
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    _ = words(options.lang)
    try:
        dataset = _read(options)
        audit = run_audit(dataset) if options.command == "audit" else None
    except AuditError as error:
        print(_(error.sentence, **error.values), file=sys.stderr)
        return 2 if isinstance(error, WrongSetting) else 1
    result = audit.to_dict(lang=options.lang, names=options.names) if audit else inspection(dataset, _)
    try:
        _write(result, audit, options)
    except OSError:
        print(_("The result could not be written there. Choose another file or folder."), file=sys.stderr)
        return 1
    for problem in result["problems"]:
        print(f"{problem['platform'] or '-'}: {problem['what']} ({problem['n']})", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="identity_audit", description="Who reacts to which sides of you?")
    commands = parser.add_subparsers(dest="command", required=True)
    inspect = commands.add_parser("inspect", help="what is in these exports")
    audit = commands.add_parser("audit", help="facets, who reacts to what, one profile or several")
    for command in (inspect, audit):
        command.add_argument("paths", nargs="+", metavar="PATH", help="zip, folder or file of an export")
        command.add_argument("--me", action="append", help="your name, e-mail or id (may be repeated)")
        command.add_argument("--messages", action="store_true", help="read private messages too")
        command.add_argument("--tz", metavar="ZONE", help="zone of local times, such as Europe/Brussels")
        command.add_argument("--lang", choices=("fr", "en"), default="fr")
        command.add_argument("--json", metavar="FILE", help="where the JSON goes, - for stdout")
    audit.add_argument("--groups", metavar="FILE", help="CSV with the columns contact,group")
    audit.add_argument("--html", metavar="FILE", help="where the report goes, a page to keep or print")
    audit.add_argument("--names", action="store_true", help="keep the names of chats and the exact small numbers")
    inspect.set_defaults(groups=None, html=None)
    return parser


def _read(options: argparse.Namespace) -> Dataset:
    dataset = read_export(options.paths, me=options.me, messages=options.messages, tz=options.tz)
    return dataset.with_groups(read_groups(_group_file(options.groups))) if options.groups else dataset


def _group_file(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise WrongSetting(N_("The group file cannot be read. Check its path, then try again.")) from error


def _write(result: Mapping[str, Any], audit: Audit | None, options: argparse.Namespace) -> None:
    if audit and options.html:
        write_report(audit, options.html, lang=options.lang, names=options.names)
    text = json.dumps(result, ensure_ascii=False, indent=2)
    if options.json and options.json != "-":
        Path(options.json).write_text(text + "\n", encoding="utf-8")
    elif options.json or not options.html:
        print(text)


def _keep_stdout_for_the_result() -> None:
    """What a compiled library prints by itself (the solver of the best mix does) goes beside the errors."""
    own = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = open(own, "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors)  # noqa: PTH123, SIM115


if __name__ == "__main__":
    _keep_stdout_for_the_result()
    sys.exit(main())
