"""What may others ask of opscentre?"""
