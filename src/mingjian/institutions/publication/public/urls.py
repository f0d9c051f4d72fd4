"""Addresses behind the public portal, under the prefix that the manifest names."""

from django.urls import path

from mingjian.institutions.publication.public import pages

app_name = "published"
urlpatterns = [
    path("published", pages.decisions, name="decisions"),
    path("published/all.jsonl", pages.dump, name="dump"),
    path("published/feed", pages.feed, name="feed"),
    path("published/<str:number>", pages.decision, name="decision"),
]
