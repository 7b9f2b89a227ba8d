"""The door between the browser and the pages: who may ask, what the page shell says, what errors may tell.

Everything is served by Streamlit's own App, to which `door()` adds the request guard, the page shell in the
person's language, our one script and one stylesheet, and an error handler that keeps foreign texts out of the
terminal. Only the computer the program runs on is answered.
"""

from identity_audit.server.entrance import door, guarded, served, stop_unless_guarded, tested
from identity_audit.server.guard import Guard

__all__ = ["Guard", "door", "guarded", "served", "stop_unless_guarded", "tested"]
