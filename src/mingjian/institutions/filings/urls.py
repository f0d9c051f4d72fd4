"""Addresses of filings."""

from django.urls import path

from mingjian.institutions.filings import pages

app_name = "filings"
urlpatterns = [
    path("filings/try", pages.trial, name="try"),
    path("filings/scores", pages.scores, name="scores"),
    path("filings/<str:number>/receipt", pages.receipt, name="receipt"),
]
