"""Jobs as a Django app of its own: its tables know officers and departments, and the office's tables know nothing of it."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "mingjian.office.jobs"
    label = "jobs"
