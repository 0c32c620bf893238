"""What things notice: water, smoke, tilt, covers, bins, fire lanes; every alarm is judged by a person."""
