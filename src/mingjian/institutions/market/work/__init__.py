"""Loading records into the lake: longer than an act, at a page or by a job."""
