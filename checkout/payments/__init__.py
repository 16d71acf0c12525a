"""Money: talking to the provider, and the one place where its word changes an order."""
