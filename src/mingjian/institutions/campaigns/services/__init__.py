"""What special actions alone know: how one is planned, and how its tasks are given."""
