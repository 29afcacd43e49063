"""The command line `pinxit-train`."""
