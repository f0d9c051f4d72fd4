"""Addresses behind the public door; the door plate says under which prefix."""

from django.urls import path

from mingjian.institutions.evidence.door import pages

app_name = "buyer"
urlpatterns = [
    path("", pages.bring, name="bring"),
    path("/<str:code>", pages.receipt, name="receipt"),
    path("/<str:code>/check", pages.check, name="check"),
]
