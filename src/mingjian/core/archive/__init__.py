"""Archive packages: a closed dossier as one zip of files, metadata and proofs, written here and checked by code of its own."""
