"""`pytest tests/importers --regen -k slack` writes the expected tables of a platform again; review the difference."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regen", action="store_true", help="write tests/exports/*/*/expected again")
