"""Asks for a token and makes no call."""

import simulator

simulator.Service()
