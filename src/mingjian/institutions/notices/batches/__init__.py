"""Many notices out of one file: brought, answered row by row, read again and taken along."""
