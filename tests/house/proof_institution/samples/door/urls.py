"""Addresses behind the public door, under the prefix that the plate names."""

from django.urls import path

from mingjian.institutions.samples.door import pages

app_name = "sample"
urlpatterns = [path("sample/<str:code>", pages.standing, name="standing")]
