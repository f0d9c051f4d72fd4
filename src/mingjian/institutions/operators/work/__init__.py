"""What takes long: examining a report."""
