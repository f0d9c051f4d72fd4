"""What monitoring does: run a detector, set a finding aside."""
