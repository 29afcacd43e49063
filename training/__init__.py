"""Training: makes the models that the studio paints with. The only room that knows torch."""
