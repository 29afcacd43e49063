"""Work off the main thread: tasks, the job queue, the tile scheduler and the compositing worker."""
