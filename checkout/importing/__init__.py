"""Product files of other shops: read, weighed, and taken over whole or not at all."""
