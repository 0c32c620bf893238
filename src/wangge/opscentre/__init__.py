"""The room that never sleeps: desk, wall, shifts and hand-overs."""
