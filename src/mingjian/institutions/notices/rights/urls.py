"""Addresses of the rights register's own pages."""

from django.urls import path

from mingjian.institutions.notices.rights import pages

urlpatterns = [
    path("notices/rights/pictures", pages.hits, name="bank_hits"),
    path("notices/rights/pictures/<int:pk>/listing", pages.listing_picture, name="hit_listing"),
]
