"""Help as a Django app of its own: every page draws its mark, and nothing else knows of it."""

from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "mingjian.office.help"
    label = "help"
