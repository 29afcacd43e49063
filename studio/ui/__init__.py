"""The window: canvas, panels, theme and one table of actions."""
