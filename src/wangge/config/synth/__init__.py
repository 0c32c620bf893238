"""A city of any size that never was, the same for the same seed: for benches, trials and training.

Its county code begins with 99, which no division of GB/T 2260 has.
"""

COUNTY, COUNTY_ZH, COUNTY_EN = "990101", "合成区", "Synthetic District"
PLAN, STREAM = "synthetic", "synthetic"
