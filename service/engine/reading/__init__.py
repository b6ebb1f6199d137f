"""What a diagram says: its elements, read from normalised XML."""
