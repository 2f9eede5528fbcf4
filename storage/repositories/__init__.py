"""One file per noun: what is kept of it and how it is found again."""
