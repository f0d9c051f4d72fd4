"""Monitoring: detector runs and the findings they leave."""
