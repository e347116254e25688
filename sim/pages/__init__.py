"""Pages: role cards and reports, each one HTML file to read on a screen or on paper."""
