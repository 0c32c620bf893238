"""Who writes the rows of congress?"""
