"""What statements alone know: how rows are kept, cut out and erased."""
