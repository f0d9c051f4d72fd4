"""Matters: what the dossiers of an authority are about, entered once: parties, offers, exhibits, charges, penalties, answers to what a party states."""
