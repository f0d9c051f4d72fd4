"""Clues as a Django app."""

from django.apps import AppConfig


class CluesConfig(AppConfig):
    name = "mingjian.institutions.clues"
    label = "clues"
