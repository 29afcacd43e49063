"""What every run needs: its folder, checkpoints, averaged weights, progress."""
