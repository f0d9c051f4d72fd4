"""Particulars: what an institution asks of a thing, named once beside its column; form, API, file, page, search and filling are drawn from it."""
