"""The rows of ledgers."""
