"""The yearly report (BPF): an accounting year, what the ledger says of it, what the accounts say, totals that agree."""
