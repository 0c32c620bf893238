"""Who represents whom: seats, stations, what reaches a deputy, what a deputy did, the report to the voters."""
