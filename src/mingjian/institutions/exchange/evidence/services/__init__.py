"""What only files between nodes know: what is said of one, and how it came into its dossier."""
