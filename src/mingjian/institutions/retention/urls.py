"""Addresses of retention."""

from django.urls import path

from mingjian.institutions.retention import pages

app_name = "retention"
urlpatterns = [path("archives/<str:number>", pages.archive_package, name="archive")]
