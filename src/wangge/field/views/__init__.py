"""Thin: read the request, call a service or a query, answer."""
