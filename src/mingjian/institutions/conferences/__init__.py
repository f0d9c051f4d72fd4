"""Conferences: consultations on a case, and what joint conferences give out to be done."""
