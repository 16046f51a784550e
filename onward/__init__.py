"""Onward: casework for offices that assist migrants, from the first referral to the new start."""
