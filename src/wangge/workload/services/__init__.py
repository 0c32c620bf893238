"""Everything that changes rows of workload, one module per act of the trade."""
