"""Set-up and maintenance scripts, run by the Makefile."""
