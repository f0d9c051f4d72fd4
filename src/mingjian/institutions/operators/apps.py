"""Operators: who is behind a shop, and what platforms report of them."""

from mingjian.core.language import Text
from mingjian.office.institution import TRACE, Findable, Institution, MenuItem, Thing


class Operators(Institution):
    name = "mingjian.institutions.operators"
    label = "operators"
    title = Text("经营者", "Operators")
    helps = {"": "find-who-is-behind", "reports": "examine-a-report", "report": "examine-a-report"}
    menu = (
        MenuItem("operators:subjects", Text("主体", "Subjects"), TRACE, is_for_authorities=True, power="operators.see_subjects"),
        MenuItem("operators:reports", Text("信息报送", "Reports"), TRACE, power="operators.see_reports"),
    )
    enters = {
        "report_examined": Text("经营者信息报送表审核完毕", "Report of operators examined"),
        "assistance_asked_about": Text("就主体请求协查", "Assistance asked about a subject"),
        "identity_answered": Text("协查答复记入主体档案", "Answer kept in the subject file"),
    }
    tells = {"assistance": "services.requests.told_of_request"}
    drifts = {"operators.Report": ("stands", "note_zh", "note_en")}  # a report that cannot be examined says so, and enters nothing
    things = (
        Thing("subject", "operators.Subject", "queries.subject_numbered", Text("主体", "Subject")),
        Thing("link", "operators.Link", "queries.link_numbered", Text("关联", "Link")),
        Thing("report", "operators.Report", "queries.report_numbered", Text("报送表", "Report")),
        Thing("proof", "operators.Proof", "services.proofs.proof_visible_to", Text("履责证明", "Proof of a duty")),
    )
    finds = (
        Findable(
            "subject",
            "operators.Subject",
            "words",
            title=Text("主体档案", "Subject files"),
            seen_by="queries.subjects_visible_to",
            tells="news.line_of",
            listed_at="operators:subjects",
            named="queries.page_of_number",
        ),
    )
    erases = ("services.erasure.erase_of",)
    panels = ("panels.on_finding", "panels.on_dossier", "panels.on_statement")
    news = ("news.to_correct", "news.told_meanwhile")
    reveals = {"subject": "reveal.revealable_subject"}
    demo = ("demo.keep_one",)
