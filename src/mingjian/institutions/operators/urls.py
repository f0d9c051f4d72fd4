"""Addresses of subject files and reports."""

from django.urls import path

from mingjian.institutions.operators.pages import duties, lapses, reports, request, subjects

app_name = "operators"
urlpatterns = [
    path("operators", subjects.subjects, name="subjects"),
    path("operators/behind", subjects.behind, name="behind"),
    path("operators/reports", reports.reports, name="reports"),
    path("operators/reports/template.csv", reports.template, name="report_template"),
    path("operators/reports/<str:number>", reports.report, name="report"),
    path("operators/reports/<str:number>/answers.csv", reports.answers, name="answers"),
    path("operators/duties", duties.show_duties, name="duties"),
    path("operators/proofs/<str:number>/file", duties.proof_file, name="proof_file"),
    path("operators/lapses", lapses.lapses, name="lapses"),
    path("operators/statements/<str:number>", reports.statement, name="statement"),
    path("operators/<str:number>", subjects.subject, name="subject"),
    path("operators/<str:number>/likely", subjects.likely, name="likely"),
    path("operators/<str:number>/trace", subjects.traced, name="trace"),
    path("operators/<str:number>/ask", request.ask, name="ask"),
    path("operators/<str:number>/onward", request.onward, name="onward"),
]
