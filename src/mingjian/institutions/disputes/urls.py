"""Addresses of complaints."""

from django.urls import path

from mingjian.institutions.disputes import pages

app_name = "disputes"
urlpatterns = [
    path("complaints", pages.complaints, name="complaints"),
    path("complaints/new", pages.new, name="new"),
    path("complaints/<str:number>", pages.complaint, name="complaint"),
    path("complaints/<str:number>/clue", pages.make_clue, name="make_clue"),
]
