import Foundation
import InsightsHTTP
import InsightsServer
import InsightsSimulator
import TestSupport
import Testing

@testable import insights_sim

@Suite("Keys of trusted issuers from a server", .mayBlock)
struct IssuerKeyServerTests {
    /// An issuer: a server of this machine with documents, and a key that OpenSSL made.
    private final class Issuer: HTTPHandler {
        let documents: [String: String]

        init(_ documents: [String: String]) {
            self.documents = documents
        }

        func handle(_ request: HTTPRequest) -> HTTPReply {
            if let place = documents["moved \(request.target)"] {
                return .response(HTTPResponse(302, fields: HTTPFields([(name: "Location", value: place)])))
            }
            guard let text = documents[request.target] else { return .response(HTTPResponse(404)) }
            return .response(HTTPResponse(200, body: .bytes(Array(text.utf8))))
        }
    }

    private static func fetch(_ port: Int, _ target: String = "/keys") -> IssuerKeyResult {
        var fetcher = SocketKeyFetcher()
        fetcher.timeout = .milliseconds(200)
        return fetcher.fetch(
            IssuerKeyRequest(isSecure: false, host: "127.0.0.1", port: port, request: HTTPRequest(.get, target)))
    }

    private static func reason(_ result: IssuerKeyResult) -> String? {
        if case .failed(let reason) = result { reason } else { nil }
    }

    @Test("A document has at most 256 KiB", arguments: [(262_144, true), (262_145, false)])
    func size(_ count: Int, _ works: Bool) throws {
        let issuer = Issuer(["/keys": String(repeating: "a", count: count)])
        let server = HTTPServer(handler: issuer, configuration: HTTPServerConfiguration(port: 0))
        let port = try server.start()
        defer { server.shutdown() }
        let result = Self.fetch(port)
        if works {
            #expect(Self.reason(result) == nil)
        } else {
            #expect(Self.reason(result)?.contains("the limit is 262144 bytes") == true, "\(result)")
        }
    }

    @Test("A server that never responds, or does not exist, is given up")
    func silence() throws {
        let silent = try LoopbackSocket(listening: 4)
        defer { close(silent.descriptor) }
        #expect(Self.reason(Self.fetch(silent.port))?.contains("no complete response") == true)
        let held = try HeldPort()
        #expect(Self.reason(Self.fetch(held.number))?.contains("cannot connect") == true)
    }

    // MARK: A simulator that serves

    struct Case: Sendable, CustomTestStringConvertible {
        let issuer: String
        /// The documents of the server; `PORT` and `KEYS` stand for its port and its keys.
        var documents: [String: String] = [:]
        /// What the explanation contains; nil if there is a token.
        var reason: String?
        var testDescription: String { issuer }
    }

    static let cases: [Case] = [
        Case(issuer: "https://folder.example"),
        Case(
            issuer: "http://127.0.0.1:PORT",
            documents: [
                "/.well-known/openid-configuration":
                    #"{"issuer":"http://127.0.0.1:PORT","jwks_uri":"http://localhost:PORT/keys"}"#,
                "/keys": "KEYS",
            ]),
        Case(issuer: "http://127.0.0.1:PORT/absent", reason: "/openid-configuration: found status 404; expected 200"),
        Case(
            issuer: "http://127.0.0.1:PORT/moved",
            documents: [
                "moved /moved/.well-known/openid-configuration": "http://127.0.0.1:PORT/keys", "/keys": "KEYS",
            ], reason: "found status 302; expected 200"),
    ]

    @Test("An outside issuer's assertion gets a token, by keys in a folder or at an address", arguments: cases)
    func outside(_ row: Case) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let keys = try makeKeys(in: folder)
        // The port is known before the documents are.
        let socket = try LoopbackSocket(listening: 16, blocks: false)
        func filled(_ text: String) -> String {
            text.replacingOccurrences(of: "PORT", with: "\(socket.port)").replacingOccurrences(of: "KEYS", with: keys)
        }
        var configuration = HTTPServerConfiguration(port: 0)
        configuration.listeningSockets = [.init(descriptor: socket.descriptor, speaksTLS: false)]
        let documents = row.documents.map { (filled($0.key), filled($0.value)) }
        let server = HTTPServer(
            handler: Issuer(Dictionary(uniqueKeysWithValues: documents)), configuration: configuration)
        _ = try server.start()
        defer { server.shutdown() }
        let issuer = filled(row.issuer)
        let place = row.documents.isEmpty && row.reason == nil ? #", "keys": "\#(folder.path("keys"))""# : ""
        try writeFixtures(
            trusting: #"{"issuer": "\#(issuer)", "subject": "job"\#(place)}"#, to: folder.path("fixtures"))
        let tool = try RunningTool(["--fixtures", folder.path("fixtures")])
        let outcome = try Tool.run(
            executable: "/usr/bin/env",
            ["bash", "-c", Self.script, "assertion", folder.path("key.pem"), issuer, tool.url])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        if let reason = row.reason {
            #expect(outcome.output.hasPrefix("90061\n"), "\(outcome.output)")
            #expect(outcome.output.contains(reason), "\(outcome.output)")
        } else {
            #expect(outcome.output.hasPrefix("Bearer\n"), "\(outcome.output)")
        }
        #expect(tool.stop() == 0)
    }

    /// Signs an assertion and asks for a token; prints its type or the error's number, then the explanation.
    private static let script = """
        set -euo pipefail
        encode() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
        now=$(date +%s)
        text=$(printf '{"typ":"JWT","alg":"RS256"}' | encode).$(printf \
          '{"iss":"%s","sub":"job","aud":"api://AzureADTokenExchange","iat":%d,"exp":%d}' "$2" $now $((now + 600)) | encode)
        assertion=$text.$(printf %s "$text" | openssl dgst -sha256 -sign "$1" | encode)
        curl -sS -D - "$3/35a465b6-8ac5-474f-8544-0e744eb35e97/oauth2/v2.0/token" -d grant_type=client_credentials \
          -d client_id=7f3c1f0e-52d4-4b6a-9d0b-2a8e64c1b935 \
          -d scope=https://api.partnercenter.microsoft.com/.default \
          -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
          -d client_assertion="$assertion" > "$1.reply"
        sed '1,/^\\r*$/d' "$1.reply" | jq -r '.token_type // .error_codes[0]'
        grep -i '^x-insights-simulator-detail' "$1.reply" || true
        """

    /// Makes a key, and a folder with its public part; returns its key set.
    private func makeKeys(in folder: TemporaryFolder) throws -> String {
        let script = """
            set -euo pipefail
            openssl genrsa -out key.pem 2048 2>/dev/null
            mkdir keys
            openssl rsa -in key.pem -pubout -out keys/issuer.pem 2>/dev/null
            openssl rsa -in key.pem -noout -modulus
            """
        let outcome = try Tool.run(executable: "/usr/bin/env", ["bash", "-c", script], folder: folder.path)
        try #require(outcome.exitCode == 0, "\(outcome.errors)")
        let digits = Array(outcome.output.dropFirst("Modulus=".count).filter { $0.isHexDigit })
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
        let number = Data(bytes).base64EncodedString().map { ["+": "-", "/": "_", "=": ""][$0] ?? String($0) }.joined()
        return #"{"keys":[{"kty":"RSA","use":"sig","kid":"k","e":"AQAB","n":"\#(number)"}]}"#
    }

    /// Writes fixtures in which an application trusts one more issuer.
    private func writeFixtures(trusting credential: String, to folder: String) throws {
        let files = FileManager.default
        let source = "\(Tool.repository)/fixtures"
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: source) where name != "tenants.json" {
            try files.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: "\(source)/\(name)")
        }
        let text = try String(contentsOfFile: "\(source)/tenants.json", encoding: .utf8)
        let list = #""federatedCredentials": ["#
        try text.replacingOccurrences(of: list, with: "\(list) \(credential),")
            .write(toFile: "\(folder)/tenants.json", atomically: true, encoding: .utf8)
    }
}
