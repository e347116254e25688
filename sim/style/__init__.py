"""Style: one way to say and to show things."""
