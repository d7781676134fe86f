"""What a run held, in the formats of other tools: one file a format, over the rows of `layers`."""
