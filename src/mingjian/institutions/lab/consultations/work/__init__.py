"""The replay of a draft over the dossiers on file."""
