"""The cards in the column on the right and the stages in the middle."""
