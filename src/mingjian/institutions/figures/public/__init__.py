"""The public portal: which part of the cases goes to the police, without signing in."""
