"""Who writes the rows of opscentre?"""
