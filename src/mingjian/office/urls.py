"""Addresses of the office's own pages."""

from django.urls import path

from mingjian.office import ledger_pages, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthy", pages.healthy, name="healthy"),
    path("docket", pages.docket, name="docket"),
    path("dossiers/<str:number>", pages.dossier, name="dossier"),
    path("dossiers/<str:number>/steps/<slug:step>", pages.take_step, name="take_step"),
    path("files/<int:pk>", pages.sealed, name="sealed"),
    path("ledger", ledger_pages.ledger, name="ledger"),
    path("ledger/verify", ledger_pages.verify, name="ledger_verify"),
    path("ledger/export", ledger_pages.export, name="ledger_export"),
]
