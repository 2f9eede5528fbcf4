"""One file per revision; each goes up and down."""
