"""The Pulumi components that Everyregion deploys, and the settings they are made from."""
