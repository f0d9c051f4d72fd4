"""What opens dossiers of special actions."""
