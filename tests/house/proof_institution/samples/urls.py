"""Addresses of samples."""

from django.urls import path

from mingjian.institutions.samples import pages

app_name = "samples"
urlpatterns = [
    path("samples", pages.samples, name="samples"),
    path("samples/new", pages.new, name="new"),
    path("samples/<str:number>", pages.sample, name="sample"),
]
