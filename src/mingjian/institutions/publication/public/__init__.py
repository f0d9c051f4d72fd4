"""The public portal: penalty decisions, without signing in."""
