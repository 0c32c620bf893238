"""Score sheets over named sets, by unit, department and post kind, with their burden beside them; never by person."""
