"""Load: many real conversations at once against the whole service, and what became of each."""
