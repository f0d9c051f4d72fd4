"""Pages as they stood: taken by a browser behind a proxy that records and guards, packed as WACZ, and held against what was sealed."""
