import InsightsHTTP

extension TenantRuntime {
    /// Returns a reply that leaves after all that has changed in the tenant is saved.
    func saved(_ reply: HTTPReply) -> HTTPReply {
        guard let saver else { return reply }
        switch reply {
        case .response(let response):
            if saver.hasSaved(self) { return reply }
            return .blocking { [self] in saver.wait(for: self) ? response : StateSaver.unavailable }
        // Workers compute; they must not wait for a disk.
        case .offloaded(let work): return .staged { [self] in saved(.response(work())) }
        case .staged(let work): return .staged { [self] in saved(work()) }
        case .blocking, .queued:
            return reply.map { [self] response in saver.wait(for: self) ? response : StateSaver.unavailable }
        }
    }
}

extension StateSaver {
    /// Returns a reply that leaves after all that has changed in any tenant is saved.
    func saved(_ reply: HTTPReply) -> HTTPReply {
        switch reply {
        case .response(let response):
            .blocking { [self] in waitForAll() ? response : Self.unavailable }
        case .offloaded(let work):
            .staged { [self] in saved(.response(work())) }
        case .blocking, .queued, .staged:
            reply.map { [self] response in waitForAll() ? response : Self.unavailable }
        }
    }

    /// The response to a call whose effect cannot be saved.
    static var unavailable: HTTPResponse {
        HTTPResponse(
            503,
            fields: HTTPFields([
                (name: "Content-Type", value: "text/plain; charset=utf-8"),
                (name: "Retry-After", value: String(retrySeconds)),
            ]),
            body: .bytes(Array("503 Service Unavailable: the state cannot be saved at present\n".utf8)))
    }
}
