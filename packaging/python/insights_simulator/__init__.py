"""An offline simulator of the Partner Center insights v1 API, and its fixtures for pytest.

The command of this distribution is `insights-sim`. The plugin for pytest offers the fixtures `insights_simulator`,
`insights_sandbox` and `insights_exec_env`.
"""

from ._program import SimulatorError, program, version
from ._server import Simulator
from ._sandbox import Clock, Faults, Sandbox

__all__ = ["Clock", "Faults", "Sandbox", "Simulator", "SimulatorError", "program", "version"]
