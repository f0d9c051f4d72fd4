"""Parcels: what couriers attest of parcels that they took in, what they answer on a waybill, and which shops one sender posted for."""
