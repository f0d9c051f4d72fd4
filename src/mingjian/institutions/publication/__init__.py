"""Publication: penalty decisions shown to the public, masked by one officer and released by another."""
