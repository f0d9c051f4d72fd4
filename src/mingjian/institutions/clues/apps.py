"""Clues: what may be a matter, from wherever it came, until somebody decides."""

from mingjian.core.language import Text
from mingjian.office.institution import EVIDENCE, OVERVIEW, PAPERS, PARTIES, RECORD, Findable, Institution, Kept, MenuItem, Thing


class Clues(Institution):
    name = "mingjian.institutions.clues"
    label = "clues"
    title = Text("线索", "Clues")
    helps = {"": "judge-findings", "import": "add-a-source"}
    menu = (MenuItem("clues:clues", Text("线索", "Clues"), power="clues.see_clues", is_daily=True),)
    keeps = (
        Kept(
            "clue",
            page="clues:clue",
            shows="pages.show_dossier",
            opened_at="clues:new",
            names_worker=True,
            numbered="C2026-0000001",
            tells="services.known_facts.facts_of",
        ),
    )
    enters = {
        "clues_imported": Text("导入线索文件", "File of clues imported"),
        "silence_passed_up": Text("逾期未接收，报上一级", "Not accepted in time: passed up to the superior"),
    }
    things = (Thing("clue", "clues.Clue", "queries.clue_visible_to", Text("线索", "Clue")),)
    finds = (
        Findable(
            "clue",
            "clues.Clue",
            words="particulars.words",
            title=Text("线索", "Clues"),
            seen_by="queries.clues_visible_to",
            tells="news.line_of",
            listed_at="clues:clues",
            sides="queries.sides_of_clues",
        ),
    )
    news = ("news.dispatched_to_us", "news.kits_brought", "news.reporters_waiting", "news.silent_departments")
    page_parts = {"clue": (OVERVIEW, PARTIES, EVIDENCE, PAPERS, RECORD)}
    panels = ("panels.on_finding", "panels.on_ticked", "panels.on_kit", "panels.on_clue", "panels.answers_on_clue")
    routers = {"/clues": "api.router"}
    facts = ("facts.facts_of_clue",)
    forewarns = ("handover.services.competence.forewarned", "handover.services.ladder.forewarned_by_lists")
    knows_grounds = ("handover.services.ground_facts.known_for_grounds",)
    knows_matter = ("services.prefill.known_of_clue",)
    sweeps = ("sweeps.pass_silence_up",)
    erases = ("reporters.services.erasure.erase_of",)
    moved = {
        "findings/take_up": "clues/findings/take_up",
        "findings/<int:pk>/behind": "clues/findings/%(pk)s/behind",
        "findings/<int:pk>/take_up": "clues/findings/%(pk)s/take_up",
        "kits/<int:pk>/take_up": "clues/kits/%(pk)s/take_up",
        "clues/<str:number>/reporter": "reveal/reporter/%(number)s",
    }
    reveals = {"reporter": "reporters.reveal.revealable_reporter"}
    demo = ("demo.take_findings_up",)
