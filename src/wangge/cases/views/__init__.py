"""Request -> query or service -> template, one module per page."""
