"""Addresses of what pictures say."""

from django.urls import path

from mingjian.institutions.pictures import pages

app_name = "pictures"
urlpatterns = [
    path("pictured/<slug:sort>/<str:number>", pages.words, name="words"),
    path("pictured/<slug:sort>/<str:number>/accept", pages.accept, name="accept"),
    path("pictured/<slug:sort>/<str:number>/mask", pages.mask, name="mask"),
    path("pictured/masked/<str:number>/<str:sha256>", pages.masked, name="masked"),
    path("pictured/<slug:sort>/<str:number>/read", pages.read, name="read"),
]
