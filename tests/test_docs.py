"""What is written about the program is true of it, and everything public says what it is for."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from identity_audit.__main__ import _parser
from identity_audit.importers import IMPORTERS
from identity_audit.ui.menu import PAGES
from identity_audit.words import words

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "identity_audit"
MODULES = sorted(PACKAGE.rglob("*.py"))
README = ROOT / "README.md"


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text(encoding="utf-8")


def options() -> set[str]:
    """Every option of every command, as it is typed."""
    [commands] = [a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction)]
    parsers = commands.choices.values()
    return {text for p in parsers for action in p._actions for text in action.option_strings} - {"-h", "--help"}


def test_the_readme_opens_in_both_languages_with_a_picture(readme: str) -> None:
    opening = readme.split("\n## ", maxsplit=1)[0]
    assert words("fr")("You are more than one thing. So are your contacts. See who reacts to which sides of you, and "
                       "what separate profiles would change.").split(".")[0] in opening  # fmt: skip
    assert "You are more than one thing. So are your contacts." in opening
    assert re.search(r"!\[[^\]]+\]\([^)]+\.png\)", opening)


def test_the_readme_names_both_commands(readme: str) -> None:
    for command in ("python3 run.py", "python3 run.py test", "py run.py", "streamlit run streamlit_app.py"):
        assert command in readme


def test_the_readme_lists_every_network(readme: str) -> None:
    table = [line for line in readme.splitlines() if line.startswith("|")]
    for importer in IMPORTERS:
        assert any(importer.title in line.split("|")[1] or importer.platform in line.split("|")[1].lower()
                   for line in table), importer.platform  # fmt: skip


def test_the_readme_names_every_option_and_no_other(readme: str) -> None:
    written = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", readme))
    assert options() <= written
    assert written <= options() | {"--no-browser", "--port", "--regen"}
    for command in ("inspect", "audit"):
        assert re.search(rf"`{command} PATH", readme)


def test_the_files_that_the_readme_names_exist(readme: str) -> None:
    code = re.findall(r"`([\w./-]+)`", readme) + re.findall(r"\]\((?!http)([^)#]+)\)", readme)
    paths = [path for path in code if ("/" in path and not path.startswith("/")) or path.endswith((".md", ".txt"))]
    lost = [p for p in paths if not any((root / p).exists() for root in (ROOT, PACKAGE)) and not p.startswith(".")]
    # what the text tells the reader to make
    assert [p for p in lost if p not in ("export/", "expected/")] == []


def test_every_page_of_the_menu_exists() -> None:
    folder = PACKAGE / "ui" / "pages"
    assert {page.stem for page in folder.glob("*.py")} - {"__init__"} == set(PAGES)


def test_every_module_says_what_it_is_for() -> None:
    silent = [m for m in MODULES if not ast.get_docstring(ast.parse(m.read_text(encoding="utf-8")))]
    assert [m.relative_to(ROOT).as_posix() for m in silent] == []


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """The functions and classes that others may use."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


#: what a reader gives to `Importer`, which says what each is for
HOOKS = {"prepare", "finish", "owner", "sniff"}


def needs_words(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """A few lines are said by their name (`set_language`, `Membership`); anything longer needs its sentence."""
    assert node.end_lineno is not None
    return node.name not in HOOKS and node.end_lineno - node.lineno > 5


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_everything_public_says_what_it_is_for(module: Path) -> None:
    found = public(ast.parse(module.read_text(encoding="utf-8")))
    silent = [node.name for node in found if needs_words(node) and not ast.get_docstring(node)]
    assert silent == []


def test_a_docstring_is_a_sentence() -> None:
    for module in MODULES:
        for node in public(ast.parse(module.read_text(encoding="utf-8"))):
            text = (ast.get_docstring(node) or "A.").split("\n\n")[0].rstrip()
            assert text[-1] in ".?!:)", f"{module.name}: {node.name}"
