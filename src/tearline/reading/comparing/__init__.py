"""What is new in a release: texts laid beside each other, judged, the old scan looked at, shown."""
