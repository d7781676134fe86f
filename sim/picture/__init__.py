"""Floor 4: what each side knows. It is handed contacts, never ships."""
