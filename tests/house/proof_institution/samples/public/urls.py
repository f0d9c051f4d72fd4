"""Addresses behind the public door, under the prefix that the manifest names."""

from django.urls import path

from mingjian.institutions.samples.public import pages

app_name = "sample"
urlpatterns = [path("sample/<str:code>", pages.standing, name="standing")]
