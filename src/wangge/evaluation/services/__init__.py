"""Who writes the rows of evaluation?"""
