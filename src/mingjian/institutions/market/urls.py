"""Addresses of market data."""

from django.urls import path

from mingjian.institutions.market import pages
from mingjian.institutions.market.pages import decision as decision_pages
from mingjian.institutions.market.pages import listing as listing_pages
from mingjian.institutions.market.pages import of_dossier as dossier_pages
from mingjian.institutions.market.pages import purchase as purchase_pages
from mingjian.institutions.market.pages import research as research_pages

app_name = "market"
urlpatterns = [
    path("data", pages.home, name="home"),
    path("data/kits/<int:pk>/purchase", purchase_pages.purchase, name="purchase"),
    path("data/kits/<int:pk>/purchase/confirm", purchase_pages.confirm, name="confirm"),
    path("data/decision", decision_pages.decision, name="decision"),
    path("data/new", pages.new, name="new"),
    path("data/sealed/<int:pk>", dossier_pages.load_sealed, name="load_sealed"),
    path("data/new/headings", pages.headings, name="headings"),
    path("data/template/<slug:name>.csv", pages.template, name="template"),
    path("data/listing", listing_pages.listing, name="listing"),
    path("data/<slug:digest>", pages.load, name="load"),
    path("data/<slug:digest>/research", research_pages.research, name="research"),
    path("data/<slug:digest>/bad_rows", pages.report, name="report"),
]
