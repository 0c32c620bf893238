"""Which pages does people answer?"""
