"""Addresses of clues."""

from django.urls import path

from mingjian.institutions.clues import pages
from mingjian.institutions.clues.grounds import pages as grounds
from mingjian.institutions.clues.handover.pages import reported, wrong_sends
from mingjian.institutions.clues.imports import pages as importing

app_name = "clues"
urlpatterns = [
    path("clues", pages.clues, name="clues"),
    path("clues/new", pages.new, name="new"),
    path("clues/import", importing.import_file, name="import"),
    path("clues/import/headings", importing.headings, name="headings"),
    path("clues/import/template", importing.template, name="template"),
    path("clues/reported", reported.reported, name="reported"),
    path("clues/wrong_sends", wrong_sends.show_wrong_sends, name="wrong_sends"),
    path("clues/<str:number>", pages.clue, name="clue"),
    path("clues/<str:number>/take_in", grounds.take_in, name="take_in"),
    path("clues/<str:number>/separate", grounds.separate, name="separate"),
    path("clues/<str:number>/seal_from_kit", grounds.seal_from_kit, name="seal_from_kit"),
    path("clues/kits/<int:pk>/take_up", grounds.take_kit_up, name="take_kit"),
    path("clues/findings/<int:pk>/behind", grounds.behind_finding, name="behind"),
    path("clues/findings/take_up", grounds.take_several_up, name="take_several_up"),
    path("clues/findings/<int:pk>/take_up", grounds.take_finding_up, name="take_up"),
    path("clues/<str:number>/<slug:part>", pages.clue, name="part"),
]
