"""Departments and officers: who they are, what they may see and do, how they sign in."""
