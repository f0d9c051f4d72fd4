"""What a finding rests on, made ready to be drawn."""
