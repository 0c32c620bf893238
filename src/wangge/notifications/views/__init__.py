"""Which pages does notifications answer?"""
