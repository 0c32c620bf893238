"""What may others ask of analysis?"""
