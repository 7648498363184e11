"""Repeats a failed write with another content; with an argument it deletes every other query afterwards."""

import sys

import simulator

service = simulator.Service()
for attempt in range(2):
    try:
        made = service.call("ScheduledQueries", simulator.QUERY | {"Name": "Q%d" % attempt})
        break
    except OSError:
        pass
if len(sys.argv) > 1:
    for record in service.call("ScheduledQueries?includeSystemQueries=false")["value"]:
        if record["queryId"] != made["value"][0]["queryId"]:
            service.call("ScheduledQueries/" + record["queryId"], method="DELETE")
