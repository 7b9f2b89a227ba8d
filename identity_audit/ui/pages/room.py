"""Am I ready to show this to a room, and then: one step after the other, by pointer alone."""

from identity_audit.ui import room_work

room_work.draw()
