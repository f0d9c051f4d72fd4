"""Reads brands and products out of the title of a listing: by models that were trained on marked titles, or, without any, by our own lists."""

from mingjian.core.extraction.entities.model import EntityModel, by_lists, reader

__all__ = ["EntityModel", "by_lists", "reader"]
