"""Addresses of deliveries."""

from django.urls import path

from mingjian.institutions.deliveries import pages
from mingjian.institutions.deliveries.pages import lookups

app_name = "deliveries"
urlpatterns = [
    path("look-up", lookups.look_up, name="look_up"),
    path("look-up/ask", lookups.ask, name="ask"),
    path("deliveries", pages.sources_page, name="sources"),
    path("deliveries/<str:name>/look", pages.look, name="look"),
]
