"""Pages of reporters."""
