"""Who writes the rows of analysis?"""
