"""The Pulumi program: settings in, one audit trail out."""

import pulumi

from components import adopted, config, resource_names
from components.audit_trail import AuditTrail

trail = AuditTrail(resource_names.OWN, config.load(), adopted=adopted.load())
for name, value in trail.exports.items():
    pulumi.export(name, value)
