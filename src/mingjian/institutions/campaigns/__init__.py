"""Campaigns: special actions, from the plan to the figures."""
