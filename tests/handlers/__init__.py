"""What the handlers read of what people write."""
