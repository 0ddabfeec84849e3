"""The booklet and the badges of somebody, in their own copy."""
