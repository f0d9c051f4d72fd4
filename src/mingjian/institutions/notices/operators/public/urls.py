"""Addresses behind the operators' portal."""

from django.urls import path

from mingjian.institutions.notices.operators.public import pages

app_name = "seller"
urlpatterns = [
    path("seller", pages.enter, name="enter"),
    path("seller/<str:code>", pages.receipt, name="receipt"),
]
