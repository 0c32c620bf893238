"""Who writes the rows of suggestions?"""
