"""Monitoring as a Django app."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "mingjian.institutions.monitoring"
    label = "monitoring"
