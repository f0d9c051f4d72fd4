"""The public's door of evidence: what a buyer sees and does, and nothing of what officers do."""
