"""Runs of detectors, and screening."""
