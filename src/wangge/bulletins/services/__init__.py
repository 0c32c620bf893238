"""Who writes the rows of bulletins?"""
