"""Rules, notices, statements, decisions and appeals between units; questions where figures look too good."""
