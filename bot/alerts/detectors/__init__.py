"""Detectors: pure functions of a window of mentions and of a watch's own past, which ring or do not."""
