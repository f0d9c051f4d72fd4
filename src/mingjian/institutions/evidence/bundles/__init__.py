"""Bundles: everything of a dossier that proves something, in one zip that anybody can verify."""
