"""Which pages does deputies answer?"""
