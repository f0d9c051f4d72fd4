"""What rules do when they run: longer than an act, in as many transactions as it takes."""
