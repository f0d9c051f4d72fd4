"""Components, dense blocks and walks on arrays (numba)."""
