"""The rows of coordination."""
