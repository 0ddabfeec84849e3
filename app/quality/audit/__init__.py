"""The audit file: for a period and some people, everything that is held, in one archive that opens anywhere."""
