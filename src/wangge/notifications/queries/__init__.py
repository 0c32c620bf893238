"""What may others ask of notifications?"""
