"""The rights register: what the night found beside the banks of pictures, and what is done about it."""
