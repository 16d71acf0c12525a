"""The room that knows the others: process, HTTP, identity and composition."""
