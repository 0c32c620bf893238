"""How does a notice reach a phone that sleeps, sealed for it alone and signed by us?"""
