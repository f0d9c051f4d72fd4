"""Filings: what stands around the reports that platforms bring: a trial before, a score and a signed receipt after, and the API."""
