"""Complaints of right holders to an authority, out of the rows of a notice."""
