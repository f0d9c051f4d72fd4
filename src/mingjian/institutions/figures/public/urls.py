"""Addresses behind the public portal, under the prefix that the manifest names."""

from django.urls import path

from mingjian.institutions.figures.public import pages

app_name = "ratio"
urlpatterns = [path("transfer-ratio", pages.transfer_ratio, name="transfer_ratio")]
