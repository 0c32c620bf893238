"""Who writes the rows of alarms?"""
