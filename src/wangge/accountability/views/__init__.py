"""Which pages does accountability answer?"""
