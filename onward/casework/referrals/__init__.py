"""Referrals and enquiries: who was sent on by whom, and who only asked."""
