"""What parcels alone know: how a file of attestations is read and keyed, how senders are compared, what an answer leaves behind."""
