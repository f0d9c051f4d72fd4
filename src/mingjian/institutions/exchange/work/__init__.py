"""What goes on between nodes while nobody waits: packing, sending, taking in."""
