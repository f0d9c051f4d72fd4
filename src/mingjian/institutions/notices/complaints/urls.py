"""Addresses of complaints of right holders."""

from django.urls import path

from mingjian.institutions.notices.complaints import pages

urlpatterns = [
    path("notices/complaints", pages.complaints, name="complaints"),
    path("notices/complaints/<str:number>", pages.complaint, name="complaint"),
    path("notices/<str:number>/complain", pages.make, name="complain"),
]
