"""Statements of platforms on sham trade, beside what the lake holds."""
