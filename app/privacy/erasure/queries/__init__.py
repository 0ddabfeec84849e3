"""Every statement of an erasure, by intention. No table is named but where one has its own rule."""
