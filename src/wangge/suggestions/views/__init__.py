"""Which pages does suggestions answer?"""
