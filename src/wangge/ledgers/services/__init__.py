"""Everything that changes rows of ledgers, one module per act of the trade."""
