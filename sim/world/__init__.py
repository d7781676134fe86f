"""Where things are and how they move: the Earth, coastlines, routes, legs and tracks, weather and daylight."""
