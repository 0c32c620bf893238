"""The rows of reporters."""
