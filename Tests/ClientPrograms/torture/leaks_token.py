"""Sends its token to a download link when it is asked for the second time."""

import urllib.request
from urllib.error import HTTPError

import simulator

service = simulator.Service()
for fields in [{}, service.fields]:
    try:
        urllib.request.urlopen(
            urllib.request.Request(simulator.BASE + "/reports/none/none.csv?sig=none", None, fields)
        )
    except HTTPError:
        pass
