"""Addresses of the figures."""

from django.urls import path

from mingjian.institutions.figures import pages

app_name = "figures"
urlpatterns = [
    path("figures", pages.figures, name="figures"),
    path("figures/outside", pages.for_outside, name="outside"),
    path("figures/rows", pages.rows, name="rows"),
]
