"""Steps of retention that do more than being recorded."""
