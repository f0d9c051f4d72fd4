"""Learns judges of texts from labelled texts, in minutes on two cores, and lets them say why."""
