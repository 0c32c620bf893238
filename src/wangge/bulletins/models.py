"""Which rows does bulletins keep?"""
