"""What `streamlit run streamlit_app.py` starts: the pages of identity_audit/app.py behind the request guard.

Streamlit looks for the words `app = App(...)` in this file before running it. When the file itself is run as a
page, by Streamlit's AppTest, there is no server to guard and it draws the pages.
"""

from pathlib import Path

from streamlit import App
from streamlit.runtime.scriptrunner import get_script_run_ctx

from identity_audit.server import door

if get_script_run_ctx(suppress_warning=True) is None:
    app = App(Path(__file__).parent / "identity_audit" / "app.py", **door())
else:
    from identity_audit.app import draw

    draw()
