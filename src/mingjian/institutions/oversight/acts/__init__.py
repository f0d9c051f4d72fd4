"""What is done to suggestions, sightings and recognitions."""
