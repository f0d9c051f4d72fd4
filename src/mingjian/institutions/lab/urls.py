"""Addresses of the lab."""

from django.urls import path

from mingjian.institutions.lab import pages

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
]
