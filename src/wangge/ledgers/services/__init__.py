"""The only writers of ledgers."""
