"""Reads what an officer saved of a web page: text, links, prices and address. Nothing is run, nothing is fetched."""
