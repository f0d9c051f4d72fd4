"""Matters as files of other systems: STIX 2.1, MISP, FollowTheMoney."""
