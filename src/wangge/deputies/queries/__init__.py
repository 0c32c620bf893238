"""What may others ask of deputies?"""
