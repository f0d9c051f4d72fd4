"""Orders to departments below, reviews of decisions, corrections that others suggest, and what several departments have seen."""
