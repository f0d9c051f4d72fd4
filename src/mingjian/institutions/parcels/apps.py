"""Parcels: attestations of real-name acceptance, inquiries about a waybill, senders of several shops."""

from mingjian.core.language import Text
from mingjian.office.institution import TRACE, Institution, Kept, MenuItem, Thing


class Parcels(Institution):
    name = "mingjian.institutions.parcels"
    label = "parcels"
    title = Text("寄递", "Parcels")
    helps = {"": "attest-parcels"}
    menu = (MenuItem("parcels:parcels", Text("寄件查询", "Parcels"), TRACE, power="parcels.see"),)
    keeps = (
        Kept(
            "waybill_inquiry",
            page="parcels:inquiry",
            shows="pages.inquiries.show_inquiry",
            opened_at="parcels:ask",
            numbered="Q2026-0000001",
            tells="facts.told_of",
        ),
    )
    things = (Thing("test_posting", "parcels.Posting", "queries.posting_numbered", Text("测试交寄", "Test posting")),)
    enters = {
        "attestations_brought": Text("收寄证明已报送", "Attestations of acceptance brought"),
        "senders_compared": Text("比对寄件人", "Senders compared"),
        "waybill_asked_about": Text("就主体查询运单", "Waybill asked about for a subject"),
        "parcel_answered": Text("运单答复已登记", "Answer on a waybill kept"),
    }
    panels = ("panels.on_dossier", "panels.on_subject")
    routers = {"/parcels": "api.router"}
    news = ("news.asked_of_us",)
    demo = ("demo.put_on_the_couriers_desk",)
