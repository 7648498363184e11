import Foundation
import Testing

/// The tool in the background, from its first line until it is told to stop.
final class RunningTool {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()
    /// The line it printed once it served.
    let announcement: String

    /// Starts `insights-sim serve` and waits for the line it prints once it serves.
    convenience init(_ arguments: [String], environment: [String: String] = [:]) throws {
        try self.init(executable: Tool.path, ["serve", "--port", "0"] + arguments, environment: environment)
    }

    /// Starts any program and waits for its first line.
    init(executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            let byte = output.fileHandleForReading.readData(ofLength: 1)
            if byte.isEmpty { break }
            line += byte
        }
        announcement = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// The address it serves.
    var url: String { announcement.components(separatedBy: " ").last ?? "" }

    var processID: Int32 { process.processIdentifier }

    /// Sends a signal and returns the exit code.
    func stop(_ signal: Int32 = SIGTERM) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// What it wrote to standard output after its first line, until nobody can write there any more.
    var restOfOutput: String {
        String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// What it wrote to standard error.
    ///
    /// Only after `stop`.
    var errorText: String {
        String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}
