"""Pictures and films in and out of files, with the recipe that made them."""
