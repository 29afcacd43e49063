"""What computes pictures: stylizing, compositing, latent walks and the optimizer. Knows no screen."""
