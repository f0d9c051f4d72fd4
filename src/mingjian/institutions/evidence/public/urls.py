"""Addresses behind the public portal, under the prefix that the manifest names."""

from django.urls import path

from mingjian.institutions.evidence.public import pages

app_name = "buyer"
urlpatterns = [
    path("buyer", pages.bring, name="bring"),
    path("buyer/<str:code>", pages.receipt, name="receipt"),
    path("buyer/<str:code>/signed", pages.signed, name="signed"),
    path("buyer/<str:code>/remarks", pages.remark, name="remark"),
    path("buyer/<str:code>/check", pages.check, name="check"),
]
