"""The ways by which dossiers of notices are opened."""
