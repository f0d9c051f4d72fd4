"""Matters: one set of facts from the finding to the paper."""

from mingjian.core.language import Text
from mingjian.office.institution import EVIDENCE, OVERVIEW, PAPERS, PARTIES, RECORD, Findable, Institution, Thing


class Matters(Institution):
    name = "mingjian.institutions.matters"
    label = "matters"
    title = Text("案情", "Matters")
    helps = {"": "handle-a-case"}
    things = (
        Thing("matter", "matters.Matter", "queries.matter_visible_to", Text("案情", "Matter")),
        Thing("matter_party", "matters.Party", "queries.party_visible_to", Text("当事人", "Party")),
        Thing("matter_offer", "matters.Offer", "queries.offer_visible_to", Text("被指商品", "Offer")),
        Thing("matter_exhibit", "matters.Exhibit", "queries.exhibit_visible_to", Text("证据", "Exhibit")),
        Thing("matter_charge", "matters.Charge", "queries.charge_visible_to", Text("涉嫌行为", "Charge")),
        Thing("matter_penalty", "matters.Penalty", "queries.penalty_visible_to", Text("拟处罚项目", "Item of the penalty")),
        Thing("matter_answer", "matters.Answer", "queries.answer_visible_to", Text("当事人意见", "Point of the answer")),
    )
    finds = (
        Findable(
            "matter",
            "matters.Matter",
            "search_words",
            title=Text("案情（当事人、网店）", "Matters (parties, shops)"),
            seen_by="queries.matters_visible_to",
            tells="queries.line_of",
        ),
    )
    panels = (
        "panels.on_dossier",
        "panels.parties_on_dossier",
        "panels.evidence_on_dossier",
        "panels.charge_on_dossier",
        "panels.disclosed_to_right_holder",
        "panels.parts_of_subject",
    )
    page_parts = {"admin_case_summary": (OVERVIEW, PARTIES, EVIDENCE, PAPERS, RECORD)}
    facts = ("facts.facts_of_matter",)
    knows_deed = ("services.deeds.deed_of_matter",)
    knows_grounds = ("services.ground_facts.known_for_grounds",)
    follows_answer = ("services.answers.note_answer",)
    follows_capture = ("services.captures.note_capture",)
    enters = {
        "matter_offer_captured": Text("链接取证记入案情", "Capture noted at its offer"),
        "matter_joined_into": Text("案情并入其他案情", "Matter joined to another"),
        "matter_separated_from": Text("案情自其他案情拆回", "Matter taken out of another again"),
        "matter_split_from": Text("案情自其他案情分出", "Matter separated from another"),
        "matter_answer_taken": Text("协查答复记入案情", "Answer of a platform kept in the matter"),
    }
    erases = ("services.erasure.erase_of",)
