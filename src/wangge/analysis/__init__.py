"""What cases say together: trend, season, spread, recurring places, hot spots, warnings, a forecast; never people."""
