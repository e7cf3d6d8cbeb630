-- Calls that were denied, by principal: roles rather than their sessions
SELECT
  {role} AS principal, {account} AS account, count(DISTINCT eventid) AS denied, count(DISTINCT {event}) AS calls,
  min_by({event}, {moment}) AS first_call, array_join(array_agg(DISTINCT awsregion ORDER BY awsregion), ' ') AS regions,
  min(eventtime) AS first_time, max(eventtime) AS last_time
FROM events
WHERE {chosen}
  AND {refused}
GROUP BY 1, 2
ORDER BY denied DESC, principal, account
