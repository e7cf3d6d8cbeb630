-- Changes to trails: stopped, deleted, other events or regions; tried ones too
SELECT DISTINCT
  eventtime AS time, {event} AS event, {who} AS principal, errorcode AS error,
  coalesce(
    json_extract_scalar(requestparameters, '$.name'),
    json_extract_scalar(requestparameters, '$.trailName'),
    json_extract_scalar(requestparameters, '$.resourceId'),
    json_extract_scalar(requestparameters, '$.resourceArn'),
    json_extract_scalar(requestparameters, '$.eventDataStore')
  ) AS trail,
  sourceipaddress AS address, {account} AS account, awsregion AS region, eventid AS event_id
FROM events
WHERE {chosen}
  AND eventsource = 'cloudtrail.amazonaws.com'
  AND coalesce(eventtype, '') <> 'AwsServiceEvent'
  AND {wrote}
ORDER BY time DESC, event_id
