"""Waits as long as Retry-After says, and tries again."""

import time
from urllib.error import HTTPError

import simulator

service = simulator.Service()
for attempt in range(2):
    try:
        service.call("ScheduledQueries", simulator.QUERY)
        break
    except HTTPError as error:
        time.sleep(float(error.headers["Retry-After"]) + 0.05)
