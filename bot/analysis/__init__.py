"""What the mentions say: who speaks, in which places, about the same thing, in which words."""
