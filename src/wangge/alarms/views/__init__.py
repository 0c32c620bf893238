"""Which pages does alarms answer?"""
