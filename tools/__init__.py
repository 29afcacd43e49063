"""Commands that developers of Pinxit run from the repository."""
