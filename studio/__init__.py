"""The application: documents, the painting engine, pictures in and out, and the window."""
