import Foundation
import InsightsHTTP
import InsightsServer
import Synchronization
import TestSupport
import Testing

/// A folder for one test.
struct ScratchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("insights-tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        try text.write(toFile: file(name), atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file(name))
        return file(name)
    }
}

/// Returns the permissions of a file.
func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
}

/// Programs that know nothing of this package.
enum ExternalProgram {
    struct Outcome {
        let exitCode: Int32
        let output: String
        let errors: String
    }

    /// Runs a program of the system to its end.
    static func run(_ name: String, _ arguments: [String], input: String = "") throws -> Outcome {
        let folder = try ScratchFolder()
        defer { folder.remove() }
        try folder.write("in", input)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        for file in ["out", "err"] { try folder.write(file, "") }
        process.standardInput = FileHandle(forReadingAtPath: folder.file("in"))
        process.standardOutput = FileHandle(forWritingAtPath: folder.file("out"))
        process.standardError = FileHandle(forWritingAtPath: folder.file("err"))
        let exitCode = try process.runToEnd()
        let read = { (file: String) in
            String(decoding: FileManager.default.contents(atPath: folder.file(file)) ?? Data(), as: UTF8.self)
        }
        return Outcome(exitCode: exitCode, output: read("out"), errors: read("err"))
    }

    static func curl(_ arguments: String...) throws -> Outcome {
        try run("curl", ["-sS", "--max-time", "300", "--noproxy", ""] + arguments)
    }

    static func openssl(_ arguments: String..., input: String = "") throws -> Outcome {
        try run("openssl", arguments, input: input)
    }
}

/// An authority in a folder, and a server with its certificates.
struct TLSFixture {
    let folder: ScratchFolder
    let authority: CertificateAuthority

    init() throws {
        folder = try ScratchFolder()
        authority = try CertificateAuthority(folder: folder.file("ca"))
    }

    /// The file with the authority's certificate.
    var certificatePath: String { authority.certificatePath ?? "" }

    /// Runs a server of TLS while `body` runs.
    func serve(
        _ handler: some HTTPHandler = ClosureHandler.echo, names: [String] = [],
        listenMode: TLSConfiguration.ListenMode = .port, configure: (inout HTTPServerConfiguration) -> Void = { _ in },
        _ body: (_ server: HTTPServer, _ port: Int) async throws -> Void
    ) async throws {
        var configuration = HTTPServerConfiguration(eventLoopCount: 2, workerCount: 2)
        configuration.timeouts = .patient
        configuration.tls = try TLSConfiguration(authority: authority, names: names, listenMode: listenMode)
        configure(&configuration)
        let server = HTTPServer(handler: handler, configuration: configuration)
        let port = try server.start()
        defer {
            server.shutdown()
            folder.remove()
        }
        try await body(server, port)
    }
}

/// The notices of a server.
final class Notices: Sendable {
    private let told = Mutex<[ServerEvent]>([])
    private let more = DispatchSemaphore(value: 0)

    var all: [ServerEvent] { told.withLock { $0 } }

    func add(_ notice: ServerEvent) {
        told.withLock { $0.append(notice) }
        more.signal()
    }

    /// Waits until there is one, for five minutes at most after the last; false if that does not happen.
    func wait(for notice: ServerEvent) -> Bool {
        while !all.contains(notice) {
            guard more.wait(timeout: .now() + .seconds(300)) == .success else { return false }
        }
        return true
    }
}
