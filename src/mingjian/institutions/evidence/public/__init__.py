"""The public's portal of evidence: what a buyer sees and does, and nothing of what officers do."""
