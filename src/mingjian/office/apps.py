"""The office as a Django app."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "mingjian.office"
    label = "office"
