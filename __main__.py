"""The Pulumi program: settings in, one audit trail out."""

import pulumi

from components import config
from components.audit_trail import AuditTrail

trail = AuditTrail("everyregion", config.load())
for name, value in trail.exports.items():
    pulumi.export(name, value)
