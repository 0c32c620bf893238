"""Everything that is asked of coordination, one module per question."""
