-- Activity outside the approved regions: what the region alert would tell
SELECT DISTINCT
  eventtime AS time, awsregion AS region, {event} AS event, {who} AS principal, {account} AS account,
  errorcode AS error, sourceipaddress AS address, useragent AS user_agent, eventid AS event_id
FROM events
WHERE {chosen}
  AND coalesce(awsregion, '') NOT IN ({approved})
  AND NOT {noise}
ORDER BY time DESC, event_id
