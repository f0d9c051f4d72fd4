"""Addresses of cases."""

from django.urls import path

from mingjian.institutions.cases import pages
from mingjian.institutions.cases.amounts.pages import orders

app_name = "cases"
urlpatterns = [
    path("cases/invitations/<str:number>", pages.invitation, name="invitation"),
    path("cases", pages.cases, name="cases"),
    path("cases/reporting", pages.report, name="reporting"),
    path("cases/new", pages.new, name="new"),
    path("cases/<str:number>", pages.case, name="case"),
    path("cases/<str:number>/orders", orders, name="orders"),
    path("cases/<str:number>/complete", pages.complete, name="complete"),
    path("cases/<str:number>/describe", pages.describe, name="describe"),
    path("cases/<str:number>/<slug:part>", pages.case, name="part"),
]
