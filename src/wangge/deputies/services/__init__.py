"""Who writes the rows of deputies?"""
