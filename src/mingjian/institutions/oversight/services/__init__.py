"""What oversight alone knows: which steps are decisions and who took them; how what was seen fades."""
