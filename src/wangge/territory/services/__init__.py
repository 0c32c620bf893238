"""Every function that changes rows of territory."""
