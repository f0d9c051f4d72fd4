"""Messages: what leaves the console to tell its officers, calendars, and notes between colleagues."""

from typing import ClassVar

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, Institution, MenuItem, Portal


class Notifications(Institution):
    name = "mingjian.institutions.notifications"
    # The label names the tables and stands in the ledgers of nodes that run: it stays when the package is renamed.
    label = "tidings"
    title = Text("消息", "Messages")
    helps = {"": "be-told"}
    menu = (MenuItem("notifications:notifications", Text("消息", "Messages"), KEEP, frozenset({"work", "system", "security", "audit"})),)
    enters = {"calendar_opened": Text("开通日历订阅", "Calendar opened"), "calendar_revoked": Text("撤销日历订阅", "Calendar revoked")}
    panels = ("panels.on_dossier",)
    news = ("news.mentions",)
    measures = ("services.measures.measured",)
    sweeps = ("sweeps.write", "sweeps.send")
    demo = ("demo.note_on_one",)
    not_held = {
        "tidings.Note": "of colleagues for each other, no fact of a dossier",
        "tidings.Mention": "of colleagues for each other, no fact of a dossier",
        "tidings.Reach": "how an officer wants to be told; the officer's own, and enters nothing",
        "tidings.Address": "where an officer is told, encrypted; the officer's own, and enters nothing",
        "tidings.Message": "what was sent to an officer; it has a link and no facts",
        "tidings.Telling": "what an officer was told of, so that it is told once",
        "tidings.Hand": "in whose hands a dossier was seen last, so that a change is told",
        "tidings.Feed": "an address of an officer's calendar; that it was opened and revoked is entered",
    }
    drifts: ClassVar = dict.fromkeys(not_held, ("*",))
    portals = (Portal("calendar", "public.urls"),)
