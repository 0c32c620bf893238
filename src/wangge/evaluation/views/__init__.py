"""Which pages does evaluation answer?"""
