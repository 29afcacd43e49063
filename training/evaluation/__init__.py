"""How good a style network is, measured beside an optimizer."""
