"""Which rows does opscentre keep?"""
