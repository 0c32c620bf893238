"""Questions about the phone's rows and what the phone may hold."""
