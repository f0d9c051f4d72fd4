"""Addresses of statements of reasons, for anybody."""

from django.urls import path

from mingjian.institutions.publication.reasons.public import pages

app_name = "reasons"
urlpatterns = [
    path("reasons", pages.reasons, name="reasons"),
    path("reasons/monthly", pages.figures, name="figures"),
    path("reasons/data", pages.data, name="data"),
    path("reasons/data/<str:day>.<str:form>", pages.file, name="file"),
    path("reasons/<str:uid>", pages.reason, name="reason"),
]
