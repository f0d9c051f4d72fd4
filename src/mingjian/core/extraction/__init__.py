"""Reads out of a text what a person would look for: numbers, contacts, the field of goods, brands; each with its span in the raw text."""

from mingjian.core.extraction.brands import Brand, BrandNames, find_brands
from mingjian.core.extraction.contacts import Contact, find_contacts
from mingjian.core.extraction.fields import Field, find_fields
from mingjian.core.extraction.permits import Permit, find_permits

__all__ = ["Brand", "BrandNames", "Contact", "Field", "Permit", "find_brands", "find_contacts", "find_fields", "find_permits"]
