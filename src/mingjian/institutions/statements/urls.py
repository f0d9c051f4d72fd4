"""Addresses of statements."""

from django.urls import path

from mingjian.institutions.statements import pages

app_name = "statements"
urlpatterns = [
    path("statements/template/<slug:name>.csv", pages.template, name="template"),
    path("statements/<str:number>", pages.statements, name="statements"),
    path("statements/<str:number>/excerpt", pages.excerpt, name="excerpt"),
    path("statements/<str:number>/count", pages.count, name="count"),
]
