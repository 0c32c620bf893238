"""Everything that is asked of ledgers, one module per question."""
