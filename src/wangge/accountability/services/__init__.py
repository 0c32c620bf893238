"""Who writes the rows of accountability?"""
