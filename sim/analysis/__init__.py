"""From the result table to what a reader asks: shares, reasons, blame, how it unfolded."""
