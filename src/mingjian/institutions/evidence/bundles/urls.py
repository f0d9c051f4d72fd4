"""Addresses of bundles."""

from django.urls import path

from mingjian.institutions.evidence.bundles import pages

urlpatterns = [path("evidence/bundles/<str:number>", pages.bundle, name="bundle")]
