"""What publication alone knows: how a decision is masked."""
