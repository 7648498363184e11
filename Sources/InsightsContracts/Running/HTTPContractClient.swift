package import InsightsAPI
public import InsightsHTTP
import InsightsJSON
private import Synchronization

/// A plain HTTP client that sends each call as a request, and requests and keeps the tokens it needs.
public final class HTTPContractClient: ContractClient {
    /// Returns a transport to a server by its URL, such as `https://api.partnercenter.microsoft.com`.
    ///
    /// The transport puts the path of the URL, if it has one, in front of every route.
    public typealias Connect = @Sendable (_ url: String) throws(SubjectError) -> any HTTPTransport

    /// The greatest size of a packed body after unpacking, in bytes.
    private static let unpackedLimit = 64 << 20

    private let service: String
    private let authority: String
    private let connect: Connect
    private let tokens = Mutex<[Credentials: HTTPFieldValue]>([:])

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - service: the URL of the service, without a trailing slash.
    ///   - authority: the URL of the token endpoint; nil for that of the service.
    ///   - connect: returns a transport to a server.
    public init(service: String, authority: String? = nil, connect: @escaping Connect) {
        self.service = service
        self.authority = authority ?? service
        self.connect = connect
    }

    /// Creates a client over one transport to a server that is both service and token endpoint.
    public convenience init(_ transport: any HTTPTransport) {
        self.init(service: "") { (_) throws(SubjectError) in transport }
    }

    /// Sends the request of a call, after requesting a token if necessary.
    public func perform(_ call: ContractCall) async throws(SubjectError) -> ContractResponse {
        let answer = try await send(try await prepare(call))
        return ContractResponse(
            status: answer.status, headers: answer.fields, body: Self.value(of: answer.body, answer.fields))
    }

    /// A response before its body is read.
    struct Answer: Sendable {
        let status: Int
        let fields: HTTPFields
        /// The body, unpacked.
        let body: [UInt8]
    }

    /// A request that can be sent again until its token expires.
    struct PreparedRequest: Sendable {
        let origin: String
        let request: HTTPRequest
    }

    /// Returns the request of a call, after requesting a token if necessary.
    func prepare(_ call: ContractCall) async throws(SubjectError) -> PreparedRequest {
        var fields: HTTPFields
        do throws(HTTPFieldError) {
            fields = try HTTPFields(checking: call.headers)
        } catch {
            throw SubjectError("the request cannot be sent: \(error)")
        }
        if call.carriesToken, let credentials = call.credentials {
            fields.append("Authorization", "Bearer \(try await token(credentials, program: call.program).text)")
        }
        let (origin, target) = Self.split(call.address)
        var request = HTTPRequest(call.method, target, fields: fields)
        if let (type, bytes) = call.content {
            request.body = bytes
            if !request.fields.contains("Content-Type") { request.fields.append("Content-Type", type) }
        }
        return PreparedRequest(origin: origin ?? (call.isForService ? service : authority), request: request)
    }

    /// Discards the kept tokens.
    public func timeHasPassed() async { tokens.withLock { $0 = [:] } }

    /// Returns a principal's token; it is requested once and then kept.
    func token(_ credentials: Credentials, program: PartnerProgram) async throws(SubjectError) -> HTTPFieldValue {
        if let token = tokens.withLock({ $0[credentials] }) { return token }
        let outcome = try await perform(ContractCall(.token, program: program, credentials: credentials))
        guard outcome.status == 200, let token = outcome.body["access_token"]?.string else {
            let reason = outcome.body["error_description"]?.string.map {
                Matcher.shortened(String($0.prefix { !$0.isNewline }))
            }
            let detail = outcome.headers?[SimulatorEndpoints.detailField].map { ": \(Matcher.shortened($0))" } ?? ""
            throw SubjectError(
                "no token: "
                    + (reason.map { "\(outcome.status) \($0)" } ?? "\(authority) returns \(outcome.status)\(detail)"))
        }
        guard let value = HTTPFieldValue(token) else {
            let place = authority.isEmpty ? "the token endpoint" : authority
            throw SubjectError(
                "access_token of \(place): found a control character; expected \(HTTPFieldValue.accepted)")
        }
        tokens.withLock { $0[credentials] = value }
        return value
    }

    /// Sends a request; returns the response as it was sent.
    func send(_ prepared: PreparedRequest) async throws(SubjectError) -> Answer {
        let origin = prepared.origin
        let transport = try connect(origin)
        let response: HTTPResponse
        let bytes: [UInt8]
        do {
            response = try await transport.send(prepared.request)
            bytes = try response.bodyBytes()
        } catch let error as TargetError {
            throw SubjectError(error.description, kind: .target(error))
        } catch {
            throw SubjectError("no response from \(origin.isEmpty ? "the service" : origin): \(error)")
        }
        return Answer(
            status: response.status.code, fields: response.fields, body: try Self.unpacked(bytes, response.fields))
    }

    private static func unpacked(_ bytes: [UInt8], _ fields: HTTPFields) throws(SubjectError) -> [UInt8] {
        guard fields["Content-Encoding"]?.lowercased() == "gzip", !bytes.isEmpty else { return bytes }
        do throws(Gunzip.Failure) {
            return try Gunzip.unpack(bytes, limit: unpackedLimit)
        } catch {
            throw SubjectError("the body says it is gzip, and is \(error)")
        }
    }

    private static func value(of bytes: [UInt8], _ fields: HTTPFields) -> JSONValue {
        guard !bytes.isEmpty else { return .null }
        // JSON must not begin with a byte order mark (RFC 8259 §8.1), and clients may refuse one: show the text.
        let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let isJSON = !isMarked && fields["Content-Type"]?.lowercased().hasPrefix("application/json") == true
        if isJSON, let value = try? JSONParser.parse(bytes) { return value }
        return .string(String(decoding: bytes, as: UTF8.self))
    }

    /// Splits an absolute URL into origin and target; the origin is nil if the address is only a target.
    private static func split(_ address: String) -> (origin: String?, target: String) {
        guard let url = AbsoluteTarget(address) else { return (nil, address) }
        return ("\(url.scheme)://\(url.authority)", url.originForm)
    }
}

extension HTTPContractClient: TransportClient {
    package func over(
        _ change: @escaping @Sendable (any HTTPTransport) -> any HTTPTransport
    ) -> any ContractClient {
        HTTPContractClient(service: service, authority: authority) { [connect] (url) throws(SubjectError) in
            change(try connect(url))
        }
    }

    package func usualToken(_ credentials: Credentials, program: PartnerProgram) async -> String? {
        // A kept token may have expired by the service's clock.
        await timeHasPassed()
        return try? await token(credentials, program: program).text
    }
}
