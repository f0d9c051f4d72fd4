"""What filings alone know: how a report is tried, scored and receipted."""
