-- Console sign-ins of users and root without MFA; what an identity provider asked for is unknown to CloudTrail
SELECT DISTINCT
  eventtime AS time, {who} AS principal, {account} AS account, sourceipaddress AS address, awsregion AS region,
  useragent AS user_agent, eventid AS event_id
FROM events
WHERE {chosen}
  AND eventsource = 'signin.amazonaws.com'
  AND eventname = 'ConsoleLogin'
  AND useridentity.type IN ('IAMUser', 'Root')
  AND json_extract_scalar(responseelements, '$.ConsoleLogin') = 'Success'
  AND coalesce(json_extract_scalar(additionaleventdata, '$.MFAUsed'), 'No') <> 'Yes'
ORDER BY time DESC, event_id
