"""Deliveries: sources that come by themselves, looked at on a schedule; what is not understood is set aside, and who falls silent is told."""
