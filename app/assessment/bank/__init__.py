"""Question banks: what trainers keep to ask again, in any quiz of their organisation."""
