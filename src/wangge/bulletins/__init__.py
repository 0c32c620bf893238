"""The week and the month, composed from the same figures, frozen with a digest."""
