extension ProcessEnvironment {
    /// This machine, as `NO_PROXY` lists it.
    static let loopbackHosts = ["localhost", "127.0.0.1", "::1"]
}
