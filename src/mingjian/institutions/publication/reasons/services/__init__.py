"""What statements of reasons are told by."""
