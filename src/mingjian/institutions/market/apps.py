"""Market data as a Django app. It has no tables: what stands in the lake is the truth."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "mingjian.institutions.market"
    label = "market"
