"""Cases: from filing to closing, with the amount ledger."""

from mingjian.core.language import Text
from mingjian.office.institution import AMOUNTS, EVIDENCE, OVERVIEW, PAPERS, PARTIES, RECORD, WORK, Findable, Institution, Kept, MenuItem, Thing


class Cases(Institution):
    name = "mingjian.institutions.cases"
    label = "cases"
    title = Text("案件", "Cases")
    helps = {"": "handle-a-case"}
    menu = (MenuItem("cases:cases", Text("案件", "Cases"), WORK, is_for_authorities=True, power="cases.see_cases"),)
    tells = {"reminder": "facts.told_of_reminder", "warning": "services.warned_operators.told_of_warning"}
    page_parts = {"admin_case": (OVERVIEW, PARTIES, EVIDENCE, AMOUNTS, PAPERS, RECORD)}
    keeps = (
        Kept(
            "admin_case",
            page="cases:case",
            shows="pages.show_case",
            opened_at="cases:new",
            numbered="A2026-0000001",
            tells="facts.told_of_case",
            names="queries.investigators_of",
        ),
    )
    things = (
        Thing("case", "cases.Case", "queries.case_visible_to", Text("案件", "Case")),
        Thing("case_invitation", "cases.Invitation", "queries.invitation_visible_to", Text("集群案件邀请", "Invitation into a cluster")),
        Thing("amount_line", "cases.AmountLine", "queries.line_visible_to", Text("案值明细", "Line of the amount ledger")),
    )
    finds = (
        Findable(
            "case",
            "cases.Case",
            "search_words",
            title=Text("案件", "Cases"),
            seen_by="queries.cases_visible_to",
            tells="news.line_of",
            listed_at="cases:cases",
            sides="queries.sides_of_cases",
        ),
    )
    erases = ("services.erasure.erase_of",)
    forewarns = ("services.lines.forewarned", "services.file_review.forewarned", "services.proposals.forewarned")
    news = ("news.invited", "news.near_the_line")
    warns = ("news.warned",)
    panels = (
        "panels.on_clue",
        "panels.beside_clue",
        "panels.settled_on_clue",
        "panels.clue_on_settled",
        "panels.on_case",
        "panels.competent_on_clue",
        "panels.guide_on_clue",
        "panels.guide_on_case",
        "panels.history_on_case",
        "panels.like_on_case",
        "panels.children_on_case",
        "panels.joint_on_case",
    )
    audits = ("queries.values_differing",)
    drifts = {"cases.Case": ("nearness", "near_percent", "weighed_on", "goods_value")}  # weighed anew daily; what lines come to is added up by the audit
    sweeps = ("sweeps.weigh_again", "sweeps.open_shares")
    enters = {
        "child_item_opened": Text("向子案开放主案材料", "File of the parent opened to a child case"),
        "case_lines_carried": Text("案值明细随并案、分案转移", "Lines of the amount ledger went along with the joining or separating of cases"),
        "case_lines_returned": Text("并入的案件拆回，案值明细恢复计入原案", "Lines of the amount ledger count again in a case that was taken out of another"),
    }
    facts = ("facts.facts_of_case", "facts.facts_of_reminder")
    knows_deed = ("services.deeds.deed_of_case",)
    knows_grounds = ("services.ground_facts.known_for_grounds",)
    knows_matter = ("services.matter.known_of_case",)
    follows_matter = ("services.matter.follow_matter",)
    demo = ("demo.file_one", "demo.begin_beside")
