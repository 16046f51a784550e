"""What templates may call of the reference room."""
