"""Addresses of monitoring."""

from django.urls import path

from mingjian.institutions.monitoring import pages

app_name = "monitoring"
urlpatterns = [
    path("findings", pages.findings, name="findings"),
    path("findings/<int:pk>", pages.finding, name="finding"),
    path("findings/<int:pk>/set_aside", pages.set_aside, name="set_aside"),
]
