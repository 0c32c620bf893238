"""Who is told what, when and how; and proof that it went out."""
