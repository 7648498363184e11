"""Stores a query and does not retry."""

import simulator

simulator.Service().call("ScheduledQueries", simulator.QUERY)
