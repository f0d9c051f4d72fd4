"""What every institution shares: departments, officers, dossiers, steps, deadlines, the ledger."""
