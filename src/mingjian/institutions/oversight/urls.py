"""Addresses of oversight."""

from django.urls import path

from mingjian.institutions.oversight import pages

app_name = "oversight"
urlpatterns = [
    path("oversight", pages.oversight, name="oversight"),
    path("oversight/orders/new", pages.new_order, name="new_order"),
    path("oversight/orders/<str:number>", pages.one_order, name="order"),
    path("oversight/reviews/of/<str:number>", pages.new_review, name="new_review"),
    path("oversight/reviews/<str:number>", pages.one_review, name="review"),
    path("oversight/sightings", pages.sightings, name="sightings"),
]
