-- Who touched this bucket (--bucket): calls on it, and on its objects where data events are recorded
SELECT DISTINCT
  eventtime AS time, {event} AS event, {who} AS principal,
  json_extract_scalar(requestparameters, '$.key') AS object, sourceipaddress AS address, {account} AS account,
  awsregion AS region, errorcode AS error, eventid AS event_id
FROM events
WHERE {chosen}
  AND (
    json_extract_scalar(requestparameters, '$.bucketName') = {bucket}
    OR cardinality(filter(resources, r -> r.arn LIKE {bucket_arn} ESCAPE '\' OR r.arn LIKE {object_arns} ESCAPE '\')) > 0
  )
ORDER BY time DESC, event_id
