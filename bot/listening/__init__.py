"""Polling sources, following streams, and keeping what holds: state, fetch, keep, record, announce."""
