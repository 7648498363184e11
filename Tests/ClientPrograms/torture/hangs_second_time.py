"""Succeeds where the file of its argument does not exist, and makes it; sleeps before the call where it does."""

import os
import sys
import time

import simulator

service = simulator.Service()
if os.path.exists(sys.argv[1]):
    time.sleep(3600)
open(sys.argv[1], "w").close()
service.call("ScheduledQueries", simulator.QUERY)
