"""What is painted: geometry, masks, brushes, strokes, layers and their history. Knows numpy only."""
