"""What may others ask of accountability?"""
