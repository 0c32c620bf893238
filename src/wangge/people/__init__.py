"""Who works here, in which department and grid, and in which hours?"""
