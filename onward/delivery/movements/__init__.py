"""Movements: journeys of travellers, from booking to arrival."""
