"""Addresses of the public pages of panels."""

from django.urls import path

from mingjian.institutions.neutral.public import pages

app_name = "panel"
urlpatterns = [
    path("panel", pages.enter, name="enter"),
    path("panel/<str:code>", pages.receipt, name="receipt"),
]
