"""The canvas: what is drawn, how it is zoomed, and the tools that paint on it."""
