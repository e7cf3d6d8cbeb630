-- Who touched this bucket: calls on it, and on its objects where data events are recorded
SELECT DISTINCT
  eventtime AS time, {event} AS event, {who} AS principal,
  json_extract_scalar(requestparameters, '$.key') AS object, sourceipaddress AS address, {account} AS account,
  awsregion AS region, errorcode AS error, eventid AS event_id
FROM events
WHERE {chosen}
  AND contains(
    ARRAY[json_extract_scalar(requestparameters, '$.bucketName')]
      || coalesce(transform(resources, r -> regexp_extract(r.arn, '^arn:[^:]*:s3:::([^/]+)', 1)), ARRAY[]),
    {bucket}
  )
ORDER BY time DESC, event_id
