"""The program names no address of another computer, except in sentences that a person reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "identity_audit"
ADDRESS = re.compile(
    r"(?:https?|wss?|ftp)://(?!127\.0\.0\.1|localhost)(?:\w|$)|(?<!\w)//[a-z0-9-]+\.[a-z]{2,}", re.IGNORECASE
)

# Sentences for people may name an address to type or to click on a platform: the catalogue, and how to ask a
# platform for one's own data. Nothing in there is ever opened by the program.
TEXTS = (PACKAGE / "locale",)
# Names (of XML, of Mastodon's vocabulary) that look like addresses and are never asked for.
NAMES = ("http://www.w3.org/", "https://www.w3.org/ns/activitystreams#Public")
# The Origin that a browser must send is compared with our own address; the self-test plays one that must be refused.
COMPARED = {PACKAGE / "server" / "guard.py", PACKAGE / "server" / "self_test.py"}
NETWORK = {"urllib.request", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "socket", "xmlrpc", "urllib3"}


def sources() -> list[Path]:
    kinds = (".py", ".js", ".css", ".html", ".j2", ".toml")
    files = [file for file in PACKAGE.rglob("*") if file.suffix in kinds]
    return sorted([*files, ROOT / "streamlit_app.py", ROOT / "run.py", ROOT / ".streamlit" / "config.toml"])


def addresses(file: Path) -> Iterator[str]:
    """Lines of a source that name an address; in Python only what runs, not comments and docstrings."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        tree = ast.parse(text)
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
        }
        pieces = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        ]
    else:
        pieces = text.splitlines()
    for piece in pieces:
        explained = piece.strip().startswith(("// ", "* ", "# ")) or any(name in piece for name in NAMES)
        if ADDRESS.search(piece) and not explained:
            yield piece


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_address_of_another_computer(file: Path) -> None:
    if file in COMPARED or any(folder in file.parents for folder in TEXTS):
        return
    assert list(addresses(file)) == []


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_of_the_package_can_open_a_connection(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not modules & NETWORK


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.py", "x = 'https://evil.example/a'", 1),
        ("a.py", "x = f'http://{host}/'", 1),
        ("a.py", "'''see https://docs.example'''\n# https://docs.example\nx = 1", 0),
        ("a.py", "x = 'http://127.0.0.1:8501'", 0),
        ("a.js", "fetch('//evil.example/x')", 1),
        ("a.css", "a { background: url(https://evil.example/x.png) }", 1),
        ("a.css", "/* nothing */ a { color: red }", 0),
    ],
)
def test_the_rule_finds_addresses(tmp_path: Path, name: str, text: str, found: int) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(list(addresses(tmp_path / name))) == found
