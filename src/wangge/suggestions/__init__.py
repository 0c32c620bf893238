"""Deputies' papers: motions, suggestions, their handling, promises, and whether the streets got better."""
