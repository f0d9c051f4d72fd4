"""Tags of the lab's pages."""
