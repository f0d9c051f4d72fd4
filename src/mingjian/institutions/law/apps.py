"""Law: the rulebook as pages and an API. Its only table is what lawyers of this node signed of it: the rulebook is the truth."""

from mingjian.core.language import Text
from mingjian.office.institution import KEEP, Institution, MenuItem, Thing


class Law(Institution):
    name = "mingjian.institutions.law"
    label = "law"
    title = Text("法规", "Law")
    helps = {"": "ask-the-law"}
    menu = (MenuItem("law:home", Text("法规", "Law"), KEEP, duties=frozenset({"work", "audit"})),)
    things = (Thing("law_review", "law.Review", "queries.review_numbered", Text("规则库核对", "Check of the rulebook")),)
    tells_reviews = ("services.reviews.reviews_said",)
    articles = "law:article"
    crime_lines = "law:threshold"
    whole_answers = "law:assess_of"
    panels = ("panels.whole_answer_on_case",)
    routers = {"/law": "api.router"}
