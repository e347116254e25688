"""Reading: from text to any frozen spec; it knows no scenario."""
