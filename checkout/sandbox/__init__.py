"""A strict stand-in of the part of Stripe's HTTP API that we use. No money moves."""
