"""What transfers know: what a pack must hold, and on what a refusal of the police rests."""
