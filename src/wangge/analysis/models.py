"""Which rows does analysis keep?"""
