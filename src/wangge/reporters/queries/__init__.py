"""Everything that is asked of reporters, one module per question."""
