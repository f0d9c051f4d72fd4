"""The ways by which consultations and tasks of joint conferences are opened."""
