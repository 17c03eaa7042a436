"""The survey, measured."""
