"""The pages that every officer shares."""
