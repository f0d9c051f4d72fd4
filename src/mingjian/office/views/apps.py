"""Views as a Django app of its own: lists draw them, and nothing else knows of them."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "mingjian.office.views"
    label = "views"
