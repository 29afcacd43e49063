"""Training of style networks, and of new styles for them."""
