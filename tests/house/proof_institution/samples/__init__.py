"""Samples: goods that were bought or taken, kept on a shelf until nobody needs them."""
