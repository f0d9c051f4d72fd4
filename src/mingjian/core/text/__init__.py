"""Finds terms in listings and posts, however they are disguised, and says where in the raw text and how."""
