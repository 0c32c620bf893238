"""Which rows does accountability keep?"""
