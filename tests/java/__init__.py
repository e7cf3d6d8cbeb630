"""Tests that need Java and Maven: event patterns before AWS's own event-ruler, which EventBridge runs on."""
