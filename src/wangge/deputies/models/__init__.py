"""Which rows does deputies keep?"""
