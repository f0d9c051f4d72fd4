"""Jobs: work that nobody waits for at a page. A table with leases, workers that take from it, and the pages that show how far each has come."""
