-- Events by region and hour, in UTC
SELECT
  concat(substr(eventtime, 1, 13), ':00') AS hour, awsregion AS region, count(DISTINCT eventid) AS events,
  count(DISTINCT CASE WHEN {wrote} THEN eventid END) AS writes,
  count(DISTINCT CASE WHEN {refused} THEN eventid END) AS denied
FROM events
WHERE {chosen}
GROUP BY 1, 2
ORDER BY hour, region
