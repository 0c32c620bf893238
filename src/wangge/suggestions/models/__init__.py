"""Which rows does suggestions keep?"""
