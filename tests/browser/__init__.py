"""Tests that need Chromium: verify's page as people meet it, on screens, on paper and with a keyboard."""
