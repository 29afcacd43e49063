"""Adversarial training of generators."""
