"""What may others ask of alarms?"""
