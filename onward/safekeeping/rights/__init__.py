"""What persons may ask of what is held of them: each request with its clock, its answer and its copy."""
