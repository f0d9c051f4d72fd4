"""Reads a sheet; says what a step changes."""
