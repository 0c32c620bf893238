"""Which rows does notifications keep?"""
