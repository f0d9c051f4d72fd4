"""The pages of inquiries about a waybill, of attestations, and of senders of several shops."""
