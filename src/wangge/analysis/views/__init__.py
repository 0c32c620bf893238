"""Which pages does analysis answer?"""
