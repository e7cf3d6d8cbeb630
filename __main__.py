"""The Pulumi program: settings in, one audit trail out."""

import pulumi

from components import adopted, config, fixed, resource_names
from components.audit_trail import AuditTrail

settings = config.load()
fixed.refuse_moved(settings)
trail = AuditTrail(resource_names.OWN, settings, adopted=adopted.load())
for name, value in trail.exports.items():
    pulumi.export(name, value)
