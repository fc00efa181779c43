"""What channels are told of sources: those that fail, and times that were not heard."""
