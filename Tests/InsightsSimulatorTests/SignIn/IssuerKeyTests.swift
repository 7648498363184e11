import Foundation
import InsightsAPI
import InsightsFixtures
import InsightsHTTP
import InsightsJSON
import Testing

@testable import InsightsIdentity
@testable import InsightsSimulator

@Suite("Sign-in: where the keys of trusted issuers are")
struct IssuerKeyTests {
    private static let local = "http://127.0.0.1:8461"
    private static let set = String(decoding: JSONWriter.encode(FederationHarness.set), as: UTF8.self)
    private static let strangers =
        set.replacingOccurrences(
            of: Base64URL.encode(FederationHarness.key.modulus),
            with: Base64URL.encode(FederationHarness.stranger.modulus))
    private static let discovery = "/.well-known/openid-configuration"

    private static func found(_ keys: String, issuer: String = local) -> String {
        #"{"issuer": "\#(issuer)", "jwks_uri": "\#(keys)"}"#
    }

    // MARK: Addresses

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let documents: [String: String]
        /// What the reason names; nil if the assertion is trusted.
        var reason: String?
        var code = 90061
        var testDescription: String { name }
    }

    static let addresses: [Case] = [
        Case(name: "discovery", documents: [discovery: found("\(local)/keys"), "/keys": set]),
        Case(name: "key set at once", documents: [discovery: set]),
        Case(name: "discovery without issuer", documents: [discovery: #"{"jwks_uri":"\#(local)/k"}"#, "/k": set]),
        Case(
            name: "keys of another", documents: [discovery: found("\(local)/keys"), "/keys": strangers], code: 700_027),
        Case(name: "nothing there", documents: [:], reason: "\(local)\(discovery): nobody"),
        Case(
            name: "keys missing", documents: [discovery: found("\(local)/keys")], reason: "\(local)/keys: nobody"),
        Case(
            name: "keys elsewhere", documents: [discovery: found("https://issuer.example/keys")],
            reason: "found the jwks_uri https://issuer.example/keys; expected an address of this machine"),
        Case(
            name: "keys at a name that only begins like this machine",
            documents: [discovery: found("http://127.0.0.1.issuer.example/keys")],
            reason: "expected an address of this machine"),
        Case(
            name: "another issuer", documents: [discovery: found("\(local)/keys", issuer: "\(local)/"), "/keys": set],
            reason: "found the issuer \(local)/; expected \(local)"),
        Case(
            name: "discovery twice", documents: [discovery: found("\(local)/a"), "/a": found("\(local)/keys")],
            reason: "\(local)/a: found another document; expected a JSON Web Key Set"),
        Case(name: "a page", documents: [discovery: "<html></html>"], reason: "found another document"),
        Case(name: "other JSON", documents: [discovery: "{}"], reason: "found another document"),
        Case(
            name: "no RSA key", documents: [discovery: #"{"keys":[{"kty":"EC"}]}"#],
            reason: "found no RSA key; expected at least one"),
    ]

    @Test("Keys at an address are fetched, and only from this machine", arguments: addresses)
    func address(_ row: Case) throws {
        let documents = row.documents
        let harness = FederationHarness(
            issuer: Self.local, keys: .url(try #require(LoopbackURL(Self.local + Self.discovery)))
        ) { url in
            documents[url.target].map { .success(Array($0.utf8)) } ?? .failure(DocumentFailure("\(url): nobody"))
        }
        let reply = try harness.post(FederationHarness.assertion(["iss": .string(Self.local)]))
        try Self.check(reply, row)
    }

    private static func check(_ reply: TokenReply, _ row: Case) throws {
        guard row.reason != nil || row.code != 90061 else {
            #expect(reply.status == 200, "\(reply.text)")
            return
        }
        #expect(reply.code == row.code, "\(reply.text)")
        guard let reason = row.reason else { return }
        #expect(reply.status == 400)
        #expect(reply.json?["error"]?.string == "invalid_request")
        #expect(reply.reason == "Request to External OIDC endpoint failed.")
        let detail = try #require(reply.fields["x-insights-simulator-detail"])
        #expect(detail.contains(reason), "\(detail)")
    }

    @Test("An assertion that no credential trusts fetches nothing")
    func nothingFetched() throws {
        let harness = FederationHarness(
            issuer: Self.local, keys: .url(try #require(LoopbackURL(Self.local + "/keys")))
        ) { url in
            Issue.record("fetched \(url)")
            return .failure(DocumentFailure(""))
        }
        let reply = try harness.post(
            FederationHarness.assertion(["iss": .string(Self.local), "sub": .string("other")]))
        #expect(reply.code == 70021 || reply.code == 700_213)
    }

    // MARK: Folders

    static let folders: [Case] = [
        Case(name: "a key set", documents: ["keys.json": set]),
        Case(name: "a key set among other files", documents: ["a.txt": "no key", "b": strangers, "c.json": set]),
        Case(
            name: "a discovery document with its keys",
            documents: [
                ".well-known/openid-configuration": found(
                    "https://issuer.example/openid/v1/jwks", issuer: "https://issuer.example"),
                "openid/v1/jwks": set, "other.json": strangers,
            ]),
        Case(
            name: "a discovery document without keys",
            documents: [
                ".well-known/openid-configuration": found(
                    "https://issuer.example/jwks", issuer: "https://issuer.example")
            ], reason: "found the jwks_uri https://issuer.example/jwks; expected a key set of the folder"),
        Case(
            name: "keys outside the folder",
            documents: [
                ".well-known/openid-configuration": found(
                    "https://issuer.example/../keys.json", issuer: "https://issuer.example"),
                "keys.json": set,
            ], reason: "it is not in the folder"),
        Case(
            name: "a discovery document of another issuer",
            documents: [".well-known/openid-configuration": found("\(local)/keys"), "keys": set],
            reason: "expected a discovery document of https://issuer.example"),
        Case(name: "an empty folder", documents: [:], reason: "found no RSA key; expected at least one"),
        Case(name: "hidden files only", documents: [".keys.json": set], reason: "found no RSA key"),
        Case(name: "keys of another", documents: ["keys.json": strangers], code: 700_027),
    ]

    @Test("Keys in a folder are those of its discovery document, or of all its files", arguments: folders)
    func folder(_ row: Case) throws {
        let folder = try KeyFolder(row.documents)
        let reply = try FederationHarness(keys: .folder(folder.path)).post(FederationHarness.assertion())
        try Self.check(reply, row)
    }

    @Test("A rotation of keys in a folder is seen at once")
    func rotation() throws {
        let folder = try KeyFolder(["keys.json": Self.strangers])
        let harness = FederationHarness(keys: .folder(folder.path))
        #expect(try harness.post(FederationHarness.assertion()).code == 700_027)
        try folder.write(["keys.json": Self.set])
        #expect(try harness.post(FederationHarness.assertion()).status == 200)
    }

    @Test(
        "A folder has at most 100 files of 256 KiB",
        arguments: [(100, 262_144, true), (101, 1, false), (1, 262_145, false)])
    func limits(_ count: Int, _ size: Int, _ works: Bool) throws {
        var documents = ["0": Self.set]
        for number in 1..<max(count, 2) where number < count { documents["\(number)"] = "" }
        documents["0"] = Self.set + String(repeating: " ", count: max(0, size - Self.set.utf8.count))
        let folder = try KeyFolder(documents)
        let reply = try FederationHarness(keys: .folder(folder.path)).post(FederationHarness.assertion())
        #expect(reply.status == (works ? 200 : 400), "\(reply.text)")
        #expect(reply.code == (works ? nil : 90061))
    }

    @Test("A folder that does not exist is named")
    func noFolder() throws {
        let reply = try FederationHarness(keys: .folder("/no/such/folder")).post(FederationHarness.assertion())
        try Self.check(reply, Case(name: "", documents: [:], reason: "/no/such/folder: cannot be read: No such file"))
    }

    // MARK: PEM

    static let pems: [(String, Bool)] = [
        (PracticeKey.publicKey, true), (PracticeKey.rsaPublicKey, true),
        ("# notes\n" + PracticeKey.publicKey + "\n" + PracticeKey.publicKey, true),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + PracticeKey.publicKey, true),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", false),
        ("-----BEGIN PUBLIC KEY-----\n", false),
    ]

    @Test("Keys in PEM have no names, and others are passed over", arguments: pems)
    func pem(_ text: String, _ works: Bool) throws {
        let unsigned = FederationHarness.unsigned()
        let assertion = unsigned + "." + Base64URL.encode(try PracticeKey().signature(of: Array(unsigned.utf8)))
        let reply = try FederationHarness(keys: .pem(Array(text.utf8))).post(assertion)
        #expect(reply.code == (works ? nil : 700_027), "\(reply.text)")
        let folder = try KeyFolder(["issuer.pem": text])
        #expect(try FederationHarness(keys: .folder(folder.path)).post(assertion).code == (works ? nil : 90061))
    }

    @Test("The key of a certificate counts")
    func certificate() throws {
        let lines = Data(FederationHarness.key.certificate).base64EncodedString(options: .lineLength64Characters)
        let text = "-----BEGIN CERTIFICATE-----\n\(lines)\n-----END CERTIFICATE-----\n"
        let reply = try FederationHarness(keys: .pem(Array(text.utf8))).post(FederationHarness.assertion())
        #expect(reply.status == 200, "\(reply.text)")
    }
}

/// A temporary folder with files, removed with the value.
private final class KeyFolder {
    let path: String

    init(_ documents: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try write(documents)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ documents: [String: String]) throws {
        for (name, text) in documents {
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }
}
