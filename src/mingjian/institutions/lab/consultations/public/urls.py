"""Addresses behind the portal for comments, under the prefix that the manifest names."""

from django.urls import path

from mingjian.institutions.lab.consultations.public import pages

app_name = "consultations"
urlpatterns = [
    path("consultations", pages.drafts, name="drafts"),
    path("consultations/receipts/<str:code>", pages.receipt, name="receipt"),
    path("consultations/<str:number>", pages.draft, name="draft"),
    path("consultations/<str:number>/files/<int:nth>", pages.file, name="file"),
]
