"""Addresses of the node's own pages."""

from django.urls import path

from mingjian.office.node import pages

urlpatterns = [
    path("demo/clock", pages.move_clock, name="demo_clock"),
    path("healthy", pages.healthy, name="healthy"),
    path("metrics", pages.metrics, name="metrics"),
    path("node", pages.node, name="node"),
]
