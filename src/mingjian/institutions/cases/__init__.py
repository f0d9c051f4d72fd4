"""Cases: an administrative penalty from filing to closing, with its party, its investigators and its amount ledger."""
