"""What cases say together: trend, season, spread, recurring places, hot spots, early warnings, a forecast; never people."""
