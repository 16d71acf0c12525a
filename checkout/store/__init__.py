"""Tables of checkout and the rows in them; everything here is synchronous work on one connection."""
