-- What the root users did
SELECT DISTINCT
  eventtime AS time, {account} AS account, {event} AS event, sourceipaddress AS address, awsregion AS region,
  errorcode AS error, useridentity.invokedby AS through, useragent AS user_agent, eventid AS event_id
FROM events
WHERE {chosen}
  AND useridentity.type = 'Root'
  AND coalesce(eventtype, '') <> 'AwsServiceEvent'
ORDER BY time DESC, event_id
