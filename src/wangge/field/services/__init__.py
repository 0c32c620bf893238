"""Everything that changes rows of the phone, one module per act of the trade."""
