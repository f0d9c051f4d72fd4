"""Lists of 12315 and 12345 that become complaints, or clues where nobody asks for mediation."""
