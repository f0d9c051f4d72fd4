"""Conferences: consultations on a case, and what joint conferences give out to be done."""

from mingjian.core.language import Text
from mingjian.office.institution import WORK, Institution, Kept, MenuItem


class Conferences(Institution):
    name = "mingjian.institutions.conferences"
    label = "conferences"
    title = Text("会商", "Consultations")
    helps = {"": "meet-and-consult"}
    menu = (MenuItem("conferences:conferences", Text("会商", "Consultations"), WORK, is_for_authorities=True, power="conferences.see_consultations"),)
    keeps = (
        Kept(
            "case_consultation",
            page="conferences:consultation",
            shows="pages.show_consultation",
            opened_at="conferences:new",
            numbered="H2026-0000001",
            tells="facts.told_of_consultation",
        ),
        Kept("conference_task", page="conferences:task", shows="pages.show_task", opened_at="conferences:conferences", numbered="L2026-0000001"),
    )
    tells = {"joint_conference": "facts.told_of_conference"}
    not_held = {"conferences.Look": "how far a department has read, no fact of a matter"}
    drifts = {"conferences.Look": ("*",)}  # how far a department has read is no fact of a matter, and enters nothing
    panels = ("panels.on_matter", "panels.on_joint_conference", "panels.facts_on_consultation")
    facts = ("facts.facts_of_consultation",)
    news = ("news.opinions_asked", "news.signatures_asked", "news.tasks_given")
    demo = ("demo.consult_on_one", "demo.hold_conferences")
