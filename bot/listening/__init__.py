"""Asking sources what is due, and keeping what holds."""
