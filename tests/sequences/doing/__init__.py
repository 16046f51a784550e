"""What the machines of random sequences can do, room by room; each is an `Office` with more rules."""
