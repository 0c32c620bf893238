"""Which rows does alarms keep?"""
