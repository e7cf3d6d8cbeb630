-- What this principal did: a user, a role with all its sessions, or an access key
SELECT DISTINCT
  eventtime AS time, awsregion AS region, {event} AS event, errorcode AS error, sourceipaddress AS address,
  {account} AS account, {who} AS principal, requestparameters AS parameters, eventid AS event_id
FROM events
WHERE {chosen}
  AND {principal}
ORDER BY time DESC, event_id
