"""Reads out of a text what a person would look for: numbers, contacts, prices, claims, the field of goods, brands; each with its span in the raw text."""

from mingjian.core.extraction.contacts import Contact, find_contacts
from mingjian.core.extraction.permits import Permit, find_permits
from mingjian.core.extraction.prices import Price, find_prices

__all__ = ["Contact", "Permit", "Price", "find_contacts", "find_permits", "find_prices"]
