"""Training of the encoder that predicts a style from any picture."""
