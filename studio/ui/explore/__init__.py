"""The room in which pictures and brushes are looked for."""
