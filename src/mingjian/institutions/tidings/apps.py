"""Messages: what leaves the console to tell its officers, calendars, and notes between colleagues."""

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, Door, Institution, Room


class Tidings(Institution):
    name = "mingjian.institutions.tidings"
    label = "tidings"
    title = Text("消息", "Messages")
    helps = {"": "be-told"}
    rooms = (Room("tidings:tidings", Text("消息", "Messages"), KEEP, frozenset({"work", "system", "security", "audit"})),)
    enters = {"calendar_opened": Text("开通日历订阅", "Calendar opened"), "calendar_revoked": Text("撤销日历订阅", "Calendar revoked")}
    panels = ("panels.on_dossier",)
    news = ("news.mentions",)
    sweeps = ("sweeps.write", "sweeps.send")
    demo = ("demo.note_on_one",)
    drifts = {"tidings.Note": ("*",), "tidings.Mention": ("*",)}  # what colleagues note for each other is no fact of a dossier, and enters nothing
    doors = (Door("calendar", "door.urls"),)
