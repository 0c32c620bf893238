"""Everything that changes rows of coordination, one module per act of the trade."""
