"""What may others ask of suggestions?"""
