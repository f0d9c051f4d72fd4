"""Documents as a Django app of its own: its tables know dossiers, officers and departments, and the office's tables know nothing of it."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "mingjian.office.documents"
    label = "documents"
    reveals = {"values": "reveal.revealable_values"}  # noqa: RUF012 - as on a manifest
