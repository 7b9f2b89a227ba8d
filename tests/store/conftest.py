"""A saved dossier for the tests of the store."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from dossier_material import FACET, NOON, about, small, step

from identity_audit.history import Undone
from identity_audit.store.dossier import Dossier


@pytest.fixture
def saved(home: Path) -> Path:
    """A closed dossier with something of everything in it."""
    dossier = Dossier.create("Mine")
    assert dossier.path is not None
    dossier.save_import(small(), about=about(small()), known=[FACET], events=[step("one"), Undone(NOON)])
    dossier.choose("aim", "a")
    dossier.keep_encodings([b"k" * 16], np.ones((1, 3), dtype=np.float32))
    dossier.close()
    return dossier.path
