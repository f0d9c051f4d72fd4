"""Addresses of evidence."""

from django.urls import path

from mingjian.institutions.evidence import pages
from mingjian.institutions.evidence.bundles.urls import urlpatterns as bundles
from mingjian.institutions.evidence.captures.urls import urlpatterns as captures

app_name = "evidence"
urlpatterns = [
    path("kits", pages.kits, name="kits"),
    path("kits/new", pages.new, name="new"),
    path("kits/<int:pk>", pages.kit, name="kit"),
    path("kits/<int:pk>/items", pages.add, name="add"),
    path("kits/<int:kit_pk>/items/<int:pk>", pages.item, name="item"),
    path("kits/<int:kit_pk>/items/<int:pk>/preview", pages.item_preview, name="item_preview"),
    path("kits/<int:kit_pk>/items/<int:pk>/text", pages.item_text, name="item_text"),
    path("kits/<int:pk>/parts", pages.part, name="part"),
    *captures,
    *bundles,
]
