-- Since when each account has been active in each region, the newest first; services by themselves left out
SELECT
  {account} AS account, awsregion AS region, min(eventtime) AS first_seen, min_by({event}, {moment}) AS first_call,
  min_by({who}, {moment}) AS principal, min(CASE WHEN {wrote} THEN eventtime END) AS first_write,
  max(eventtime) AS last_seen, count(DISTINCT eventid) AS events
FROM events
WHERE {chosen}
  AND NOT {by_service}
GROUP BY 1, 2
ORDER BY first_seen DESC, account, region
