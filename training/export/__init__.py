"""From trained weights to model files, checked, and back."""
