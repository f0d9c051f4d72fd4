"""What the steps of a case do to what this node shows of its penalty."""
