"""Addresses of matters."""

from django.urls import path

from mingjian.institutions.matters import pages

app_name = "matters"
urlpatterns = [
    path("matters/open/<str:dossier>", pages.open_one, name="open"),
    path("matters/<str:number>", pages.matter, name="matter"),
    path("matters/<str:number>/capture", pages.capture_all, name="capture_all"),
    path("matters/<str:number>/ask", pages.ask, name="ask"),
    path("matters/<str:number>/list-files", pages.list_files, name="list_files"),
    path("matters/<str:number>/<slug:part>", pages.matter, name="part"),
]
