"""How labelled sets are split, learnt and measured; the same for all of them."""
