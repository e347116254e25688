"""What each command says in a terminal, in at most 80 columns."""
