"""Addresses of the pages of law."""

from django.urls import path, re_path

from mingjian.institutions.law import pages
from mingjian.institutions.law.pages import assessments as assess_pages
from mingjian.institutions.law.pages import calculators as calculator_pages
from mingjian.institutions.law.pages import links as link_pages
from mingjian.institutions.law.pages import permits as permit_pages
from mingjian.institutions.law.pages import tables as table_pages

app_name = "law"
urlpatterns = [
    re_path(r"^law/?$", pages.home, name="home"),
    path("law/instruments/<str:law>", pages.instrument, name="instrument"),
    path("law/instruments/<str:law>/<str:number>", pages.article, name="article"),
    path("law/instruments/<str:law>/<str:number>/<str:name>", pages.value, name="value"),
    re_path(r"^law/procedures/?$", pages.procedures, name="procedures"),
    path("law/procedures/<str:name>", pages.procedure, name="procedure"),
    path("law/links", link_pages.links, name="links"),
    re_path(r"^law/duties/?$", calculator_pages.duties, name="duties"),
    path("law/period", calculator_pages.period, name="period"),
    path("law/threshold", calculator_pages.threshold, name="threshold"),
    path("law/liability", calculator_pages.liability, name="liability"),
    path("law/assess", assess_pages.assess, name="assess"),
    path("law/tables", table_pages.tables, name="tables"),
    path("law/permits", permit_pages.permits, name="permits"),
    path("law/identify", calculator_pages.identify, name="identify"),
    path("law/compare", calculator_pages.compare, name="compare"),
]
