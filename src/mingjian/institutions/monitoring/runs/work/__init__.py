"""Running detectors, and learning from verdicts."""
