"""Which pages does opscentre answer?"""
