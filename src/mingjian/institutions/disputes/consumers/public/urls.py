"""Addresses behind the consumers' portal."""

from django.urls import path

from mingjian.institutions.disputes.consumers.public import pages

app_name = "consumer"
urlpatterns = [
    path("consumer", pages.enter, name="enter"),
    path("consumer/<str:code>", pages.receipt, name="receipt"),
]
