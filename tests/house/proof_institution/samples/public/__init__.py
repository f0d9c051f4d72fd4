"""The public's door of samples: where a sample stands, for whoever handed it in."""
