"""Addresses of the table of addresses."""

from django.urls import path

from mingjian.institutions.notices.targets import pages

urlpatterns = [
    path("notices/sightings", pages.sightings, name="sightings"),
    path("notices/targets", pages.targets, name="targets"),
    path("notices/sellers", pages.ladder, name="ladder"),
    path("notices/targets/<int:pk>/draft", pages.draft, name="draft_target"),
    path("notices/<str:number>/targets", pages.targets, name="targets_of"),
    path("notices/<str:number>/targets/capture", pages.capture, name="capture_targets"),
]
