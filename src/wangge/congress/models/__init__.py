"""Which rows does congress keep?"""
