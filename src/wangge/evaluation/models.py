"""Which rows does evaluation keep?"""
