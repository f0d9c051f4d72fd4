"""Reads out of a text what a person would look for: numbers, contacts, the field of goods; each with its span in the raw text."""
