"""What may others ask of evaluation?"""
