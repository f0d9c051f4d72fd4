"""What joining and separating do to the rows of matters."""
