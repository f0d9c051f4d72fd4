"""Addresses of captures."""

from django.urls import path

from mingjian.institutions.evidence.captures import pages

urlpatterns = [
    path("evidence/captures/<str:number>", pages.capture, name="capture"),
    path("evidence/captures/<str:number>/check", pages.check, name="check_capture"),
    path("evidence/archives/<int:pk>", pages.leaf, name="replay"),
    path("evidence/archives/<int:pk>/page", pages.framed, name="replayed"),
    path("evidence/captures/<str:number>/picture", pages.picture, name="capture_picture"),
]
