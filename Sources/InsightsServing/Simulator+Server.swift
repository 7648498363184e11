import Dispatch
public import InsightsServer
public import InsightsSimulator

extension Simulator {
    /// Serves the simulator at a port of this machine while a closure runs, which gets its address.
    ///
    /// - Parameters:
    ///   - port: the port; 0 for any free one.
    ///   - isolation: the actor on which the closure runs, the caller's by default.
    ///   - configure: changes the configuration, such as its limits, timeouts and TLS.
    ///   - body: the closure; its argument is an address such as `http://127.0.0.1:40123`, without a slash at its end.
    /// - Returns: what the closure returns.
    /// - Throws: `ServerError` if the server cannot listen, or what the closure throws. The server has ended then, too.
    public func withServer<Result>(
        port: Int = 0, isolation: isolated (any Actor)? = #isolation,
        configure: (inout HTTPServerConfiguration) -> Void = { _ in },
        _ body: (_ url: String) async throws -> Result
    ) async throws -> Result {
        let server = try SimulatorServer(self, port: port, configure: configure)
        do {
            let result = try await body(server.url)
            await server.end()
            return result
        } catch {
            await server.end()
            throw error
        }
    }
}

extension SimulatorServer {
    /// Shuts down on another thread, because that waits for requests under way.
    fileprivate func end() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                self.shutdown()
                continuation.resume()
            }
        }
    }
}
