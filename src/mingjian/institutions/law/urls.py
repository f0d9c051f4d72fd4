"""Addresses of the pages of law."""

from django.urls import path, re_path

from mingjian.institutions.law import pages
from mingjian.institutions.law.pages import assessments as assess_pages
from mingjian.institutions.law.pages import calculators as calculator_pages
from mingjian.institutions.law.pages import doubts as doubt_pages
from mingjian.institutions.law.pages import links as link_pages
from mingjian.institutions.law.pages import permits as permit_pages
from mingjian.institutions.law.pages import scales as scale_pages
from mingjian.institutions.law.pages import tables as table_pages
from mingjian.institutions.law.pages import texts as text_pages

app_name = "law"
urlpatterns = [
    re_path(r"^law/?$", pages.home, name="home"),
    re_path(r"^law/texts/?$", text_pages.texts, name="texts"),
    path("law/texts/<str:law>", text_pages.text, name="text"),
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
    path("law/assess/of/<str:number>", assess_pages.assess_of, name="assess_of"),
    path("law/scales", scale_pages.scales, name="scales"),
    path("law/tables", table_pages.tables, name="tables"),
    path("law/tables/<slug:name>.csv", table_pages.template, name="table_template"),
    path("law/permits", permit_pages.permits, name="permits"),
    path("law/unverified", doubt_pages.unverified, name="unverified"),
    path("law/identify", calculator_pages.identify, name="identify"),
    path("law/compare", calculator_pages.compare, name="compare"),
]
