"""What may others ask of bulletins?"""
