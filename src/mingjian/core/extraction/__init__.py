"""Reads out of a text what a person would look for: numbers, contacts, the field of goods; each with its span in the raw text."""

from mingjian.core.extraction.contacts import Contact, find_contacts
from mingjian.core.extraction.fields import Field, find_fields
from mingjian.core.extraction.permits import Permit, find_permits

__all__ = ["Contact", "Field", "Permit", "find_contacts", "find_fields", "find_permits"]
