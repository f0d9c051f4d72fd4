"""What a role may do to a thing without a procedure: declared in the rulebook, done in one transaction, drawn for pages and API alike."""
