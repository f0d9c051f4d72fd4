"""Which text of which article is in force on a day; periods."""
