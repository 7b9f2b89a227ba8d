"""Who may import whom: each floor of the house knows only the floors below."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "identity_audit"
FILES = sorted([*PACKAGE.rglob("*.py"), ROOT / "run.py", ROOT / "streamlit_app.py"])

# What a part of the package must not know, by the start of its module name.
SCREENS = ("identity_audit.ui", "identity_audit.app", "identity_audit.server")
WORK = ("identity_audit.analysis", "identity_audit.audit", "identity_audit.findings", "identity_audit.report")
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "identity_audit.safe_text": ("identity_audit",),
    "identity_audit.errors": ("identity_audit",),
    "identity_audit.schema": (*WORK, *SCREENS, "identity_audit.importers", "identity_audit.charts", "plotly"),
    "identity_audit.dataset": (*WORK, *SCREENS, "identity_audit.importers", "identity_audit.charts", "plotly"),
    "identity_audit.importers": (*WORK, *SCREENS, "identity_audit.charts", "plotly"),
    "identity_audit.analysis": (
        "identity_audit.importers",
        "identity_audit.charts",
        "identity_audit.audit",
        "identity_audit.findings",
        "identity_audit.report",
        "plotly",
        *SCREENS,
    ),
    "identity_audit.audit": ("identity_audit.charts", "identity_audit.report", "plotly", *SCREENS),
    "identity_audit.charts": ("identity_audit.importers", "identity_audit.report", *SCREENS),
    "identity_audit.report": ("identity_audit.importers", *SCREENS),
    "identity_audit.store": (*WORK, *SCREENS, "identity_audit.importers", "identity_audit.charts", "plotly"),
    "identity_audit.server": (*WORK, "identity_audit.importers", "identity_audit.charts", "identity_audit.ui"),
}
MAY_USE_STREAMLIT = ("identity_audit.app", "identity_audit.ui", "identity_audit.server", "streamlit_app")


def module_of(file: Path) -> str:
    parts = list(file.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def within(module: str, prefixes: tuple[str, ...]) -> bool:
    return any(module == prefix or module.startswith(prefix + ".") for prefix in prefixes)


def imported(file: Path) -> set[str]:
    """Every module that a file imports, at any place in it."""
    found: set[str] = set()
    package = module_of(file) if file.name == "__init__.py" else module_of(file).rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            found.add(base)
            found.update(f"{base}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_a_floor_knows_only_the_floors_below(file: Path) -> None:
    module = module_of(file)
    for floor, forbidden in FORBIDDEN.items():
        if within(module, (floor,)):
            assert [name for name in sorted(imported(file)) if within(name, forbidden)] == []


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_only_the_screens_know_streamlit(file: Path) -> None:
    if not within(module_of(file), MAY_USE_STREAMLIT):
        assert not [name for name in imported(file) if within(name, ("streamlit", "starlette"))]


@pytest.mark.parametrize("file", sorted((PACKAGE / "importers").glob("*.py")), ids=module_of)
def test_importers_do_not_know_each_other(file: Path) -> None:
    if file.stem in ("__init__", "base", "archive", "fields"):
        return
    others = tuple(
        f"identity_audit.importers.{other.stem}"
        for other in (PACKAGE / "importers").glob("*.py")
        if "IMPORTER = " in other.read_text(encoding="utf-8") and other != file
    )
    assert not [name for name in imported(file) if within(name, others)]


@pytest.mark.parametrize("file", sorted((PACKAGE / "ui" / "pages").glob("*.py")), ids=module_of)
def test_pages_do_not_know_each_other(file: Path) -> None:
    assert not [name for name in imported(file) if within(name, ("identity_audit.ui.pages",))]
    relative = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    assert not [node for node in relative if node.level], "pages run as scripts: no relative imports"


def test_run_py_needs_nothing_installed() -> None:
    names = {name.split(".")[0] for name in imported(ROOT / "run.py")}
    assert names <= sys.stdlib_module_names


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_a_module_is_named_for_what_it_does(file: Path) -> None:
    assert not {"utils", "helpers", "common", "misc", "services", "manager"} & set(module_of(file).split("."))


def test_the_rule_sees_imports_inside_functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    file = tmp_path / "identity_audit" / "importers" / "x.py"
    file.parent.mkdir(parents=True)
    file.write_text("def f():\n    from ..analysis import topics\n    import streamlit as st\n", encoding="utf-8")
    assert imported(file) == {"identity_audit.analysis", "identity_audit.analysis.topics", "streamlit"}
    with pytest.raises(AssertionError):
        test_a_floor_knows_only_the_floors_below(file)
    with pytest.raises(AssertionError):
        test_only_the_screens_know_streamlit(file)
