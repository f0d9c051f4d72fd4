"""Notices: what right holders send to platforms, and the locker of rights that they rest on."""
