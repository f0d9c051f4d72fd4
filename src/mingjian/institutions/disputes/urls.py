"""Addresses of complaints."""

from django.urls import path

from mingjian.institutions.disputes import pages
from mingjian.institutions.disputes.imports import pages as import_pages

app_name = "disputes"
urlpatterns = [
    path("complaints", pages.complaints, name="complaints"),
    path("complaints/new", pages.new, name="new"),
    path("complaints/import", import_pages.import_page, name="import"),
    path("complaints/import/template.csv", import_pages.template, name="list_template"),
    path("complaints/answers", import_pages.answers, name="answers"),
    path("complaints/<str:number>", pages.complaint, name="complaint"),
    path("complaints/<str:number>/clue", pages.make_clue, name="make_clue"),
]
