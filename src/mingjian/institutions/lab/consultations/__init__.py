"""Drafts before the public: published with their figures over past dossiers, commented on, answered and counted."""
