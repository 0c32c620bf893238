"""The standing committee at work: reports heard, laws inspected, places drawn by lot, opinions followed up."""
