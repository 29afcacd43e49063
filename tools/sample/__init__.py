"""The renderer of Pinxit's own sample picture: a lake town, a meadow and a woman with a straw hat."""
