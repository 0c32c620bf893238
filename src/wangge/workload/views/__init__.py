"""Pages of what is asked of staff."""
