"""Thin HTTP handlers: one file per resource, every URL in the one table of routes.py."""
