"""Everything that is asked of cases, one module per question."""
