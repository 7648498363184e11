import Foundation

/// The head of a request, as a generated client makes it.
public struct RequestHead: Sendable {
    /// The method, such as `GET`.
    public var method: String
    /// Path and query.
    public var path: String
    /// The header fields, in order.
    public var headerFields: [(name: String, value: String)]

    /// Creates the head of a request.
    public init(method: String, path: String, headerFields: [(name: String, value: String)] = []) {
        self.method = method
        self.path = path
        self.headerFields = headerFields
    }
}

/// The head of a response, as a generated client reads it.
public struct ResponseHead: Sendable {
    /// The status.
    public var status: Int
    /// The header fields, in order.
    public var headerFields: [(name: String, value: String)]

    /// Creates the head of a response.
    public init(status: Int, headerFields: [(name: String, value: String)]) {
        self.status = status
        self.headerFields = headerFields
    }
}

/// A stand-in for the protocol by which clients that are generated from OpenAPI documents send requests.
///
/// In your package it comes from the generator's runtime library, with its own types for heads and bodies.
public protocol ClientTransport: Sendable {
    /// Sends a request and returns the response.
    func send(
        _ request: RequestHead, body: [UInt8]?, baseURL: URL, operationID: String
    ) async throws -> (ResponseHead, [UInt8]?)
}

/// A client as a generator makes it, reduced to one operation.
public struct GeneratedClient: Sendable {
    private let serverURL: URL
    private let transport: any ClientTransport
    private let token: String

    /// Creates a client of a server.
    public init(serverURL: URL, transport: any ClientTransport, token: String) {
        self.serverURL = serverURL
        self.transport = transport
        self.token = token
    }

    /// Returns the status of the list of datasets, and its JSON.
    public func getScheduledDatasets() async throws -> (status: Int, body: [UInt8]) {
        let request = RequestHead(
            method: "GET", path: "/insights/v1/cmp/ScheduledDataset",
            headerFields: [("Authorization", "Bearer \(token)"), ("Accept", "application/json")])
        let (response, body) = try await transport.send(
            request, body: nil, baseURL: serverURL, operationID: "getScheduledDatasets")
        return (response.status, body ?? [])
    }
}
