"""What the house keeps of persons: how long, what goes then, and who may ask."""
