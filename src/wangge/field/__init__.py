"""The phone: photo, confirm, send; offline without lies."""
