import InsightsServer
import InsightsSimulator

// Serves a simulator on a free port of this machine until SIGTERM or Ctrl-C.
let signals = try TerminationSignals()
let simulator = try Simulator()
let server = HTTPServer(handler: simulator)
let port = try server.start()
// Links and metadata in responses begin with this address.
simulator.baseURL = "http://127.0.0.1:\(port)"
print("insights-simulator serves \(simulator.baseURL)")
print("credentials: curl -s \(simulator.baseURL)/_sim/credentials")
_ = signals.waitForTermination()
server.shutdown()
