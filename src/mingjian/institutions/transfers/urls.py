"""Addresses of the pack of a transfer."""

from django.urls import path

from mingjian.institutions.transfers import pages

app_name = "transfers"
urlpatterns = [
    path("transfers/penalties-near-crime", pages.instead, name="instead"),
    path("transfers/<str:number>/documents", pages.make_documents, name="make_documents"),
    path("transfers/<str:number>/waivers", pages.waive, name="waive"),
]
