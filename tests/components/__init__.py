"""Unit tests of the components, with Pulumi's mocks."""
