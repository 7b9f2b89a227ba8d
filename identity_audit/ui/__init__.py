"""The screens: state, long work, shared parts and one file a page."""
