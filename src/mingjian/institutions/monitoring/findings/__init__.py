"""Findings: the queue, one finding, setting aside."""
