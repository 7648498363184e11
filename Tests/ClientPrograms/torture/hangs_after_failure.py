"""Sleeps once a call has failed."""

import time

import simulator

try:
    simulator.Service().call("ScheduledQueries", simulator.QUERY)
except OSError:
    time.sleep(3600)
