"""Who writes the rows of notifications?"""
