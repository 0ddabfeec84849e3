"""An address that mail does not reach: who sees it, and how it is corrected."""
