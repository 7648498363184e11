public import InsightsAPI
import InsightsHTTP
import InsightsJSON
private import Synchronization

/// A client in any language, driven by one JSON object per line (docs/reference/client-protocol.md).
public final class JSONLinesClient: ContractClient {
    private let channel: any LineChannel
    private let abilities: Abilities
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

    /// What a program says that it can do.
    public struct Abilities: Sendable, Equatable {
        /// The operations that it offers.
        public let operations: Set<Operation>
        /// The versions of the service that it can call; nil if it does not say, and then it calls v1.
        public let versions: Set<ServiceVersion>?

        /// Creates abilities.
        public init(operations: Set<Operation>, versions: Set<ServiceVersion>? = nil) {
            self.operations = operations
            self.versions = versions
        }
    }

    /// Creates a client that uses a channel; `abilities` are those that `abilities(over:)` found.
    public init(_ channel: any LineChannel, abilities: Abilities, place: Place) {
        self.channel = channel
        self.abilities = abilities
        self.place = place
    }

    /// Creates a client that calls v1 over a channel.
    public convenience init(_ channel: any LineChannel, operations: Set<Operation>, place: Place) {
        self.init(channel, abilities: Abilities(operations: operations), place: place)
    }

    /// Asks a program which operations it offers.
    ///
    /// - Throws: `SubjectError` if the program does not respond, names no operation, or names an unknown one.
    public static func operations(over channel: any LineChannel) async throws(SubjectError) -> Set<Operation> {
        try await abilities(over: channel).operations
    }

    /// Asks a program which operations it offers, and which versions of the service it calls.
    ///
    /// - Throws: `SubjectError` if the program does not respond, names no operation, or names something unknown.
    public static func abilities(over channel: any LineChannel) async throws(SubjectError) -> Abilities {
        let response = try await ask(channel, "hello", [:])
        return Abilities(operations: try operations(in: response), versions: try versions(in: response))
    }

    private static func operations(in response: JSONValue) throws(SubjectError) -> Set<Operation> {
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

    private static func versions(in response: JSONValue) throws(SubjectError) -> Set<ServiceVersion>? {
        guard let value = response["versions"], !value.isNull else { return nil }
        guard let names = value.array, !names.isEmpty else {
            throw SubjectError("to 'hello' the client's 'versions' are \(Matcher.shown(value)), not an array of names")
        }
        var versions: Set<ServiceVersion> = []
        for name in names {
            guard let version = name.string.flatMap(ServiceVersion.init(rawValue:)) else {
                throw SubjectError(
                    "the client offers the version \(Matcher.shown(name)); accepted are "
                        + ServiceVersion.allCases.map(\.rawValue).joined(separator: ", "))
            }
            versions.insert(version)
        }
        return versions
    }

    /// Returns whether the program named the operation.
    public func offers(_ operation: Operation) -> Bool { abilities.operations.contains(operation) }

    /// Opens a client for the caller's credentials if necessary, sends the call as one line and reads the outcome.
    public func perform(_ call: ContractCall) async throws(SubjectError) -> ContractResponse {
        guard (abilities.versions ?? [.v1]).contains(call.version) else {
            let words =
                "the client does not offer \(call.version): "
                + (abilities.versions == nil
                    ? "its response to 'hello' has no 'versions'" : "it is not in its 'versions'")
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
        // A program that names no versions may refuse a key that it does not know.
        if abilities.versions != nil { arguments["version"] = .string(call.version.rawValue) }
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
