"""What is done to subjects, links and reports, one file an act."""
