"""Addresses of market data."""

from django.urls import path

from mingjian.institutions.market import pages

app_name = "market"
urlpatterns = [
    path("data", pages.home, name="home"),
    path("data/new", pages.new, name="new"),
    path("data/<slug:digest>", pages.load, name="load"),
    path("data/<slug:digest>/bad_rows", pages.report, name="report"),
]
