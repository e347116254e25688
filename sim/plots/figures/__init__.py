"""Figures: from a finding to a whole picture."""
