"""Everything that is asked of workload, one module per question."""
