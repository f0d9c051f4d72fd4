"""Statements: money and talk that are brought for one matter."""

from mingjian.core.language import Text
from mingjian.office.institution import Institution, Thing


class Statements(Institution):
    name = "mingjian.institutions.statements"
    label = "statements"
    title = Text("资金与通讯记录", "Money and messages")
    helps = {"": "read-money-and-talk"}
    things = (Thing("statement", "statements.Statement", "queries.statement_visible_to", Text("资金或者通讯记录", "Statement")),)
    names = ("statement",)
    panels = ("panels.on_dossier",)
    reveals = {"statements": "reveal.revealable_statements"}
    erases = ("services.erasure.erase_of",)
    not_held = {"statements.Excerpt": "which rows became an exhibit; the excerpt is a sealed file, whose SHA-256 is entered with the exhibit"}
