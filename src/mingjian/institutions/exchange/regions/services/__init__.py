"""What a task for other nodes says, to whom it went, and what they reported."""
