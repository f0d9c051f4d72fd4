"""Addresses behind the right holders' door, under the prefix that the plate names."""

from django.urls import path

from mingjian.institutions.notices.door import pages

app_name = "rights"
urlpatterns = [
    path("rights", pages.send, name="send"),
    path("rights/<str:code>", pages.receipt, name="receipt"),
    path("rights/<str:code>/evidence/<int:pk>", pages.evidence, name="evidence"),
    path("rights/<str:code>/right", pages.completion, name="completion"),
    path("rights/<str:code>/attorney", pages.attorney, name="attorney"),
]
