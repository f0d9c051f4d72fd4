"""What regions have agreed: dated sheets, and the one function that decides who may see which field of a record."""
