"""The service control policy that denies every region that isn't approved, and its way into an organization.

Pure: `global_services` (data), `exempt`, `document`, `cautions`, `plan`. `organization` looks, `attach` acts.
"""
