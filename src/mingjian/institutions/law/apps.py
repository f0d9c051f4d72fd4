"""Law as a Django app. It has no tables: the rulebook is the truth."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "mingjian.institutions.law"
    label = "law"
