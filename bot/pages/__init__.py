"""What stands on people's pages, one file for each thing they are about."""
