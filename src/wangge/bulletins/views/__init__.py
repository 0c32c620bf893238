"""Which pages does bulletins answer?"""
