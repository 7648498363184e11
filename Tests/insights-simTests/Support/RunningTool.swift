import Foundation
import TestSupport
import Testing

/// The tool in the background, from its first line until its end.
final class RunningTool {
    /// Why it does not run.
    struct NoFirstLine: Error, CustomStringConvertible {
        let reason: String
        let output: String
        let errors: String

        var description: String { "no first line: \(reason); output: \(output); errors: \(errors)" }
    }

    /// How long it may take to its first line, in seconds: what takes longer hangs.
    private static let timeout = 300.0

    private let process = Process()
    private let output = Pipe()
    private let folder: TemporaryFolder
    private let ended: DispatchSemaphore
    /// The bytes read after the first line.
    private var unread = Data()
    /// The line it printed once it served.
    private(set) var announcement = ""

    /// Starts `insights-sim serve` and waits for the line it prints once it serves.
    convenience init(_ arguments: [String], environment: [String: String] = [:]) throws {
        try self.init(executable: Tool.path, ["serve", "--port", "0"] + arguments, environment: environment)
    }

    /// Starts any program and waits for its first line.
    init(executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        // A file instead of a pipe: a full pipe would stop a program that prints much.
        _ = FileManager.default.createFile(atPath: folder.path("errors"), contents: nil)
        process.standardError = FileHandle(forWritingAtPath: folder.path("errors"))
        ended = try process.start()
        announcement = try readLine()
    }

    deinit {
        if process.isRunning {
            process.terminate()
            ended.wait()
        }
        folder.remove()
    }

    /// The address it serves.
    var url: String { announcement.components(separatedBy: " ").last ?? "" }

    var processID: Int32 { process.processIdentifier }

    /// Sends a signal and returns the exit code.
    func stop(_ signal: Int32 = SIGTERM) -> Int32 {
        // The number of one that has ended may be another's by now.
        if process.isRunning { kill(process.processIdentifier, signal) }
        return waitForEnd()
    }

    /// Waits until it ends by itself and returns the exit code.
    func waitForEnd() -> Int32 {
        ended.wait()
        ended.signal()
        return process.terminationStatus
    }

    /// The standard output after its first line, up to the end of all writers.
    var restOfOutput: String {
        String(decoding: unread + output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// The text of standard error.
    ///
    /// All of it only after `stop`.
    var errorText: String {
        String(decoding: FileManager.default.contents(atPath: folder.path("errors")) ?? Data(), as: UTF8.self)
    }

    /// Reads up to the first end of a line.
    private func readLine() throws -> String {
        let end = Date(timeIntervalSinceNow: Self.timeout)
        while true {
            if let index = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<index], as: UTF8.self)
                unread = Data(unread[(index + 1)...])
                return line
            }
            var entry = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, Int32(max(0, end.timeIntervalSinceNow) * 1000)) > 0 else {
                throw NoFirstLine(reason: "it says nothing", output: unreadText, errors: errorText)
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else {
                throw NoFirstLine(reason: "its output is over", output: unreadText, errors: errorText)
            }
            unread += more
        }
    }

    private var unreadText: String { String(decoding: unread, as: UTF8.self) }
}
