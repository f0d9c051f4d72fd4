"""Addresses behind the right holders' portal, under the prefix that the manifest names."""

from django.urls import path

from mingjian.institutions.notices.public import pages

app_name = "rights"
urlpatterns = [
    path("rights", pages.send, name="send"),
    path("rights/lanes", pages.lanes, name="lanes"),
    path("rights/<str:code>", pages.receipt, name="receipt"),
    path("rights/<str:code>/evidence/<int:pk>", pages.evidence, name="evidence"),
    path("rights/<str:code>/signed", pages.signed, name="signed"),
    path("rights/<str:code>/right", pages.completion, name="completion"),
    path("rights/<str:code>/complaint", pages.complaint, name="complaint"),
    path("rights/<str:code>/attorney", pages.attorney, name="attorney"),
]
