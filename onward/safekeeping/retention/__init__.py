"""How long what is held of persons is kept, what stops its end, and the proof that it went."""
