"""What operators alone know: what records say of who is behind a shop, how assistance is asked for, how a report is examined."""
