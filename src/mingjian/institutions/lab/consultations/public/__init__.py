"""The public portal: drafts, the form of a comment, and its receipt, without signing in."""
