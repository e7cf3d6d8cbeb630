"""What the emulator can't do, done by small named parts. Each notes itself in the account's list of what was
emulated."""

LOG_FILES = "CloudTrail's log files: written by the rehearsal, where the trail's own policies allow it"
EVENTS = "CloudTrail's events for EventBridge: put on each region's default bus by the rehearsal"
DELIVERY = (
    "EventBridge's delivery to targets: done by the rehearsal, where rules, roles and policies allow it"
)
FUNCTION = "the Lambda function: its own uploaded code, run in this process instead of in Lambda"
SCHEDULE = "the schedule: the rehearsal starts what is due instead of waiting for it"
EMAIL = "SNS's confirmation of email addresses: nobody clicked, the emulator confirms at once"
ALARMS = "CloudWatch's alarms and metric filters: nothing is measured but matched rules and heartbeats"
INSIGHTS = "CloudTrail Insights: turned on, but nothing unusual is ever looked for"
