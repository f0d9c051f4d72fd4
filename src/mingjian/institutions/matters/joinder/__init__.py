"""Joinder: matters that are joined, and parts of a matter that are separated."""
