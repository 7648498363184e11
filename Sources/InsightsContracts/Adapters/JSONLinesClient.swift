public import InsightsAPI
import InsightsHTTP
import InsightsJSON
private import Synchronization

/// A client in any language, driven by one JSON object per line (docs/reference/client-protocol.md).
public final class JSONLinesClient: ContractClient {
    private let channel: any LineChannel
    private let operations: Set<Operation>
    private let place: Place
    /// The arguments of the last successful `open`; nil if no client is open.
    private let opened = Mutex<JSONObject?>(nil)

    /// The addresses that the client connects to.
    public struct Place: Sendable {
        /// The origin of the service, without a trailing slash.
        public let baseURL: String
        /// The origin of the token endpoint.
        public let authority: String

        /// Creates the addresses; neither ends with a slash.
        public init(baseURL: String, authority: String) {
            self.baseURL = baseURL
            self.authority = authority
        }
    }

    /// Creates a client that uses a channel; `operations` are those that `operations(over:)` found.
    public init(_ channel: any LineChannel, operations: Set<Operation>, place: Place) {
        self.channel = channel
        self.operations = operations
        self.place = place
    }

    /// Asks a program which operations it offers.
    ///
    /// - Throws: `SubjectError` if the program does not respond, names no operation, or names an unknown one.
    public static func operations(over channel: any LineChannel) async throws(SubjectError) -> Set<Operation> {
        let response = try await ask(channel, "hello", [:])
        guard let names = response["operations"]?.array, !names.isEmpty else {
            throw SubjectError("to 'hello' the client's response lacks 'operations', an array of names")
        }
        var operations: Set<Operation> = []
        for name in names {
            guard let operation = name.string.flatMap(Operation.init(name:)), Operation.callable.contains(operation)
            else {
                throw SubjectError(
                    "the client offers \(Matcher.shown(name)); accepted are "
                        + Operation.callable.map(\.callName).joined(separator: ", "))
            }
            operations.insert(operation)
        }
        return operations
    }

    /// Returns whether the program named the operation.
    public func offers(_ operation: Operation) -> Bool { operations.contains(operation) }

    /// Opens a client for the caller's credentials if necessary, sends the call as one line and reads the outcome.
    public func perform(_ call: ContractCall) async throws(SubjectError) -> ContractResponse {
        guard call.version == .v1 else {
            let words = "the client protocol names no version of the service: \(call.version) is not asked for"
            throw SubjectError(words, kind: .target(.unsupported(words)))
        }
        let response: JSONValue
        do throws(SubjectError) {
            try await open(for: call)
            response = try await Self.ask(channel, call.operation.callName, call.arguments)
        } catch {
            // The program may be restarted for the next call; a restarted program has no open client.
            opened.withLock { $0 = nil }
            throw error
        }
        guard let status = response["status"]?.integer, (100...599).contains(status) else {
            throw SubjectError("the client's response lacks a 'status' from 100 to 599: \(Matcher.shown(response))")
        }
        return ContractResponse(
            status: status, headers: try Self.headers(response["headers"]), body: response["body"] ?? .null)
    }

    /// Tells the client to forget its tokens.
    public func timeHasPassed() async {
        // The client may refuse if it keeps no tokens; that is not an error.
        _ = try? await Self.ask(channel, "forgetTokens", [:])
    }

    /// Opens a client with the caller's credentials unless the open one has them already.
    private func open(for call: ContractCall) async throws(SubjectError) {
        var arguments: JSONObject = [
            "baseUrl": .string(place.baseURL), "authority": .string(place.authority),
            "program": .string(call.program.rawValue),
        ]
        if let credentials = call.credentials {
            arguments["resource"] = .string(credentials.resource)
            arguments["tenantId"] = .string(credentials.tenantID)
            arguments["clientId"] = .string(credentials.clientID)
            arguments["clientSecret"] = .string(credentials.clientSecret)
            arguments["username"] = credentials.username.map(JSONValue.string)
            arguments["password"] = credentials.password.map(JSONValue.string)
        }
        guard opened.withLock({ $0 }) != arguments else { return }
        _ = try await Self.ask(channel, "open", arguments)
        opened.withLock { $0 = arguments }
    }

    private static func ask(
        _ channel: any LineChannel, _ operation: String, _ arguments: JSONObject
    ) async throws(SubjectError) -> JSONValue {
        let line = JSONWriter.encode(.object(["operation": .string(operation), "arguments": .object(arguments)]))
        let text = try await channel.exchange(String(decoding: line, as: UTF8.self))
        let response: JSONValue
        do throws(JSONError) {
            response = try JSONParser.parse(text)
        } catch {
            throw SubjectError("to '\(operation)' the client's response is not JSON: \(error)")
        }
        guard response.object != nil else {
            throw SubjectError("to '\(operation)' the client's response is \(response.kind), not an object")
        }
        if let reason = response["unsupported"] {
            let words = "the client cannot do it: \(reason.string ?? Matcher.shown(reason))"
            throw SubjectError(words, kind: .target(.unsupported(words)))
        }
        if let reason = response["error"] {
            throw SubjectError("to '\(operation)' the client reported the error \(Matcher.shown(reason))")
        }
        return response
    }

    private static func headers(_ value: JSONValue?) throws(SubjectError) -> HTTPFields? {
        guard let value, !value.isNull else { return nil }
        guard let object = value.object, object.members.allSatisfy({ $0.value.string != nil }) else {
            throw SubjectError("the client's 'headers' are not an object of strings")
        }
        do throws(HTTPFieldError) {
            return try HTTPFields(checking: object.members.map { ($0.key, $0.value.string ?? "") })
        } catch {
            throw SubjectError("the client's 'headers' are not those of a response: \(error)")
        }
    }
}
