"""Networks that see: those that losses look through, and the training of our own."""
