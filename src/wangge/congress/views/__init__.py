"""Which pages does congress answer?"""
