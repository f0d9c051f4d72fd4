"""Addresses of the lab."""

from django.urls import path

from mingjian.institutions.lab import pages
from mingjian.institutions.lab.consultations import pages as consultations

app_name = "lab"
urlpatterns = [
    path("lab", pages.experiments, name="experiments"),
    path("lab/new", pages.new, name="new"),
    path("lab/experiments/<str:number>", pages.experiment, name="experiment"),
    path("lab/experiments/<str:number>/revise", pages.revise, name="revise"),
    path("lab/experiments/<str:number>/run", pages.ask_for_run, name="ask_for_run"),
    path("lab/runs/<int:pk>", pages.run, name="run"),
    path("lab/runs/<int:pk>/results.parquet", pages.table, name="table"),
    path("lab/runs/<int:pk>/report.md", pages.paper, name="paper"),
    path("lab/consultations", consultations.consultations, name="consultations"),
    path("lab/consultations/new", consultations.new, name="new_consultation"),
    path("lab/consultations/<str:number>", consultations.consultation, name="consultation"),
    path("lab/consultations/<str:number>/revise", consultations.revise, name="revise_consultation"),
    path("lab/consultations/<str:number>/replay", consultations.ask_for_replay, name="replay_consultation"),
    path("lab/consultations/<str:number>/examine", consultations.examine, name="examine_comments"),
    path("lab/consultations/<str:number>/report", consultations.report, name="consultation_report"),
]
