"""The rows of the phone: devices, what arrived from them, and the files still on their way."""
