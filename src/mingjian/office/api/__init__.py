"""The office through the API: dossiers and their steps, things and the acts on them."""
