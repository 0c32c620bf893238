"""What may others ask of congress?"""
