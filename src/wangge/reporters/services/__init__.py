"""Everything that changes rows of reporters, one module per act of the trade."""
