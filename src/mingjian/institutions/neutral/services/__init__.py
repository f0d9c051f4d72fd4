"""Who is free of conflict, how the lot is drawn, and what was voted."""
