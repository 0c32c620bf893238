"""Everything that changes rows of cases, one module per act of the trade."""
