-- Events by account, region and day; 0 where there are none
WITH counted AS (
  SELECT {account} AS account, awsregion AS region, substr(eventtime, 1, 10) AS day,
    count(DISTINCT eventid) AS events, min(eventtime) AS first_event, max(eventtime) AS last_event
  FROM events
  WHERE {chosen}
  GROUP BY 1, 2, 3
),
accounts AS (SELECT DISTINCT account FROM counted),
regions AS (SELECT DISTINCT region FROM counted),
days AS (SELECT DISTINCT day FROM counted)
SELECT accounts.account, regions.region, days.day, coalesce(counted.events, 0) AS events,
  counted.first_event, counted.last_event
FROM accounts
CROSS JOIN regions
CROSS JOIN days
LEFT JOIN counted
  ON counted.account = accounts.account AND counted.region = regions.region AND counted.day = days.day
ORDER BY account, region, day
