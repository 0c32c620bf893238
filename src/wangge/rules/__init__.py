"""The law book: everything that could be explained to a clerk without naming a database."""
