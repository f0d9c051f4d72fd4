"""What detectors are built of, and they alone take: how words, shops, orders and goods are held against each other."""
