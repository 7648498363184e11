"""Repeats a failed write at once."""

import simulator

service = simulator.Service()
for attempt in range(2):
    try:
        service.call("ScheduledQueries", simulator.QUERY)
        break
    except OSError:
        pass
