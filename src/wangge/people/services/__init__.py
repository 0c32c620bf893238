"""The only writers of the rows of people, by noun of the trade."""
