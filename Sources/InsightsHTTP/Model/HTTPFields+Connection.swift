extension HTTPFields {
    /// The names of fields of the connection and of message framing, in lower case.
    ///
    /// They depend on the transport and not on the service.
    package static let ofConnection: Set<String> = ["connection", "content-length", "keep-alive", "transfer-encoding"]
}
